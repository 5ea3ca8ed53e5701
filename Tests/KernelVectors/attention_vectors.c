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
      .q = numbers(r, q_count), .k = numbers(r, k_count), .v = numbers(r, k_count),
      .output = blank_numbers(r, q_count),
      .probabilities = blank_numbers(r, BATCH * HEADS * pairs),
      .dq_stride = width, .dk_stride = width, .dv_stride = width,
      .dq = blank_numbers(r, q_count), .dk = blank_numbers(r, k_count),
      .dv = blank_numbers(r, k_count)};
  const long by_query = REAL(r, attention_query_scratch)(&a);
  const long by_key = REAL(r, attention_key_scratch)(&a);
  void *scratch = blank_numbers(r, by_query > by_key ? by_query : by_key);
  void *ds = blank_numbers(r, pairs);
  // Rows in two ranges: where they are cut must not matter.
  for (long head = 0; head < BATCH * HEADS; head++) {
    REAL(r, attention)(&a, head, 0, queries / 3, scratch);
    REAL(r, attention)(&a, head, queries / 3, queries, scratch);
  }
  hash_numbers(r, a.output, q_count);
  hash_numbers(r, a.probabilities, BATCH * HEADS * pairs);
  a.output = numbers(r, q_count);  // now the upstream gradient
  for (long head = 0; head < BATCH * HEADS; head++) {
    REAL(r, attention_query_gradients)(&a, head, 0, queries, ds, scratch);
    REAL(r, attention_key_gradients)(&a, head, 0, keys / 2, ds, scratch);
    REAL(r, attention_key_gradients)(&a, head, keys / 2, keys, ds, scratch);
  }
  hash_numbers(r, a.dq, q_count);
  hash_numbers(r, a.dk, k_count);
  hash_numbers(r, a.dv, k_count);
  end(r);
}

void attention_vectors(run *r) {
  static const long shapes[][3] = {{1, 1, 1}, {3, 5, 4}, {17, 9, 7}, {20, 33, 16}, {5, 260, 3}};
  for (draw d = 0; d < DRAW_COUNT; d++)
    for (int i = 0; i < COUNT_OF(shapes); i++)
      for (int form = 0; form < 4; form++)
        attention(r, shapes[i][0], shapes[i][1], shapes[i][2], form, d);
}
