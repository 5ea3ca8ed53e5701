#include "vectors.h"

enum { BATCH = 2, HEADS = 2 };

static void attention(run *r, long queries, long keys, long size, int form, draw d) {
  const bool causal = form & 1, masked = form & 2;
  begin(r, d, "attention %ldx%ldx%ld form %d", queries, keys, size, form);
  const long width = HEADS * size, pairs = queries * keys;
  const long q_count = BATCH * queries * width, k_count = BATCH * keys * width;
  lockstep_attention a = {
      .heads = HEADS, .queries = queries, .keys = keys, .size = size, .causal = causal,
      .scale = 0x1.6a09e6p-2f, .mask = masked ? flags(r, BATCH * keys) : NULL,
      .q_stride = width, .k_stride = width, .v_stride = width,
      .q = floats(r, q_count), .k = floats(r, k_count), .v = floats(r, k_count),
      .output = BLANK(r, float, q_count),
      .probabilities = BLANK(r, float, BATCH * HEADS * pairs),
      .dq_stride = width, .dk_stride = width, .dv_stride = width,
      .dq = BLANK(r, float, q_count), .dk = BLANK(r, float, k_count),
      .dv = BLANK(r, float, k_count)};
  const long by_query = KERNEL(r, attention_query_scratch)(&a);
  const long by_key = KERNEL(r, attention_key_scratch)(&a);
  float *scratch = BLANK(r, float, by_query > by_key ? by_query : by_key);
  float *ds = BLANK(r, float, pairs);
  // Rows in two ranges: where they are cut must not matter.
  for (long head = 0; head < BATCH * HEADS; head++) {
    KERNEL(r, attention)(&a, head, 0, queries / 3, scratch);
    KERNEL(r, attention)(&a, head, queries / 3, queries, scratch);
  }
  hash_floats(r, a.output, q_count);
  hash_floats(r, a.probabilities, BATCH * HEADS * pairs);
  a.output = floats(r, q_count);  // now the upstream gradient
  for (long head = 0; head < BATCH * HEADS; head++) {
    KERNEL(r, attention_query_gradients)(&a, head, 0, queries, ds, scratch);
    KERNEL(r, attention_key_gradients)(&a, head, 0, keys / 2, ds, scratch);
    KERNEL(r, attention_key_gradients)(&a, head, keys / 2, keys, ds, scratch);
  }
  hash_floats(r, a.dq, q_count);
  hash_floats(r, a.dk, k_count);
  hash_floats(r, a.dv, k_count);
  end(r);
}

void attention_vectors(run *r) {
  static const long shapes[][3] = {{1, 1, 1}, {3, 5, 4}, {17, 9, 7}, {20, 33, 16}, {5, 260, 3}};
  for (draw d = 0; d < DRAW_COUNT; d++)
    for (int i = 0; i < COUNT_OF(shapes); i++)
      for (int form = 0; form < 4; form++)
        attention(r, shapes[i][0], shapes[i][1], shapes[i][2], form, d);
}
