// Scaled dot-product attention, forward: NUM-050.

#pragma STDC FP_CONTRACT OFF

enum {
  // Queries whose scores are computed together: whole tiles on every set.
  QUERY_GROUP = 24,
};

/// What the kernels of one head work on: element [token 0, 0] of the head in each array.
typedef struct attention_head {
  const NUMBER *q, *k, *v;
  const uint8_t *mask;
  NUMBER *output, *probabilities;
  long output_stride;
  // The first key that the mask does not make absent.
  long first_key;
} attention_head;

INLINE attention_head find_head(const lockstep_attention *attention, long head) {
  const long batch = head / attention->heads;
  const long column = head % attention->heads * attention->size;
  const long width = attention->heads * attention->size;
  const uint8_t *const mask =
      attention->mask == NULL ? NULL : attention->mask + batch * attention->keys;
  long first_key = 0;
  while (mask != NULL && first_key < attention->keys && mask[first_key] == 0) first_key++;
  return (attention_head){
      .q = attention->q + batch * attention->queries * attention->q_stride + column,
      .k = attention->k + batch * attention->keys * attention->k_stride + column,
      .v = attention->v + batch * attention->keys * attention->v_stride + column,
      .mask = mask,
      .output = attention->output + batch * attention->queries * width + column,
      .probabilities = attention->probabilities + head * attention->queries * attention->keys,
      .output_stride = width,
      .first_key = first_key};
}

/// Keys 0 ..< limit may be present for query i; the mask makes some of them absent.
INLINE long key_limit(const lockstep_attention *attention, long query) {
  return attention->causal ? at_most(query + 1, attention->keys) : attention->keys;
}

/// Row length of a group's scores: whole vectors, so that functions need no remainder.
INLINE long score_stride(long keys) { return divide_up(keys, 16) * 16; }

static long attention_query_scratch(const lockstep_attention *attention) {
  return packed_columns_size(attention->size, attention->keys) +
         packed_columns_size(attention->keys, attention->size) +
         QUERY_GROUP * score_stride(attention->keys);
}

/// x = x − max x over the present keys of each row, −∞ beyond; so that exp can take all at once.
INLINE void center_scores(const lockstep_attention *attention, const attention_head *head,
                          long first, long rows, long stride, NUMBER *scores) {
  for (long i = 0; i < rows; i++) {
    NUMBER *const s = scores + i * stride;
    const long limit = key_limit(attention, first + i);
    scale(limit, (NUMBER)attention->scale, s, s);
    fill(stride - limit, -__builtin_inff(), s + limit);
    for (long j = 0; head->mask != NULL && j < limit; j++) {
      if (head->mask[j] == 0) s[j] = -__builtin_inff();
    }
    const NUMBER largest = row_maximum(limit, s);
    INDEPENDENT for (long j = 0; j < stride; j++) s[j] = s[j] - largest;
  }
}

/// e becomes p over the present keys and +0 elsewhere; p is copied to `probabilities`.
INLINE void normalize_scores(const lockstep_attention *attention, const attention_head *head,
                             long first, long rows, long stride, NUMBER *scores) {
  const long keys = attention->keys;
  for (long i = 0; i < rows; i++) {
    NUMBER *const e = scores + i * stride;
    NUMBER *const p = head->probabilities + (first + i) * keys;
    const long limit = key_limit(attention, first + i);
    fill(keys - limit, 0.0f, p + limit);
    if (head->first_key >= limit) {
      fill(limit, 0.0f, p);
      continue;
    }
    for (long j = 0; head->mask != NULL && j < limit; j++) {
      if (head->mask[j] == 0) e[j] = 0.0f;
    }
    const NUMBER sum = sum_terms(limit, e, NULL);
    divide_by(limit, sum, e, e);
    for (long j = 0; head->mask != NULL && j < limit; j++) {
      // Not 0 ÷ s, which is NaN for a NaN.
      if (head->mask[j] == 0) e[j] = 0.0f;
    }
    __builtin_memcpy(p, e, (unsigned long)limit * sizeof(NUMBER));
  }
}

static void attention(const lockstep_attention *attention, long head_index, long first, long last,
                      NUMBER *scratch) {
  const attention_head head = find_head(attention, head_index);
  const long keys = attention->keys;
  const long size = attention->size;
  NUMBER *const packed_k = scratch;
  NUMBER *const packed_v = packed_k + packed_columns_size(size, keys);
  NUMBER *const scores = packed_v + packed_columns_size(keys, size);
  const long used = key_limit(attention, last - 1);
  pack_transposed(size, used, head.k, attention->k_stride, packed_k);
  pack_columns(keys, size, head.v, attention->v_stride, packed_v);
  for (long i = first; i < last; i += QUERY_GROUP) {
    const long rows = at_most(last - i, QUERY_GROUP);
    const long limit = key_limit(attention, i + rows - 1);
    const long stride = score_stride(limit);
    multiply_packed(rows, limit, used, size, head.q + i * attention->q_stride,
                    attention->q_stride, packed_k, scores, stride);
    center_scores(attention, &head, i, rows, stride, scores);
    exp_elements(rows * stride, scores, scores);
    normalize_scores(attention, &head, i, rows, stride, scores);
    const span_product product = {.rows = rows,
                                  .columns = size,
                                  .inner = keys,
                                  .a = scores,
                                  .a_row_stride = stride,
                                  .a_inner_stride = 1,
                                  .b = packed_v,
                                  .c = head.output + i * head.output_stride,
                                  .c_row_stride = head.output_stride,
                                  .first_row = i,
                                  .inner_to = attention->causal ? 1 : keys,
                                  .to_slope = attention->causal ? 1 : 0,
                                  .mask = head.mask};
    multiply_spans(&product);
  }
}
