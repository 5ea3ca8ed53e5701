// Scaled dot-product attention, gradients: NUM-050.

#pragma STDC FP_CONTRACT OFF

static long attention_key_scratch(const lockstep_attention *attention) {
  return 2 * packed_columns_size(attention->queries, attention->size);
}

/// ds of one query from dp and p; `dp` is overwritten where keys are absent.
INLINE void score_gradients(const lockstep_attention *attention, const attention_head *head,
                            long query, NUMBER *dp, NUMBER *ds) {
  const long limit = key_limit(attention, query);
  const NUMBER *const p = head->probabilities + query * attention->keys;
  for (long j = 0; head->mask != NULL && j < limit; j++) {
    if (head->mask[j] == 0) dp[j] = 0.0f;
  }
  const NUMBER t = sum_terms(limit, dp, p);
  const NUMBER factor = (NUMBER)attention->scale;
  INDEPENDENT for (long j = 0; j < limit; j++) ds[j] = (p[j] * (dp[j] - t)) * factor;
}

static void attention_query_gradients(const lockstep_attention *attention, long head_index,
                                      long first, long last, NUMBER *ds, NUMBER *scratch) {
  const attention_head head = find_head(attention, head_index);
  const long keys = attention->keys;
  const long size = attention->size;
  NUMBER *const packed_v = scratch;
  NUMBER *const packed_k = packed_v + packed_columns_size(size, keys);
  NUMBER *const dp = packed_k + packed_columns_size(keys, size);
  const long column = head_index % attention->heads * size;
  const long token = head_index / attention->heads * attention->queries;
  NUMBER *const dq = attention->dq + token * attention->dq_stride + column;
  const long used = key_limit(attention, last - 1);
  pack_transposed(size, used, head.v, attention->v_stride, packed_v);
  pack_columns(keys, size, head.k, attention->k_stride, packed_k);
  for (long i = first; i < last; i += QUERY_GROUP) {
    const long rows = at_most(last - i, QUERY_GROUP);
    const long limit = key_limit(attention, i + rows - 1);
    const long stride = score_stride(limit);
    multiply_packed(rows, limit, used, size, head.output + i * head.output_stride,
                    head.output_stride, packed_v, dp, stride);
    for (long r = 0; r < rows; r++) {
      score_gradients(attention, &head, i + r, dp + r * stride, ds + (i + r) * keys);
    }
    const span_product product = {.rows = rows,
                                  .columns = size,
                                  .inner = keys,
                                  .a = ds + i * keys,
                                  .a_row_stride = keys,
                                  .a_inner_stride = 1,
                                  .b = packed_k,
                                  .c = dq + i * attention->dq_stride,
                                  .c_row_stride = attention->dq_stride,
                                  .first_row = i,
                                  .inner_to = attention->causal ? 1 : keys,
                                  .to_slope = attention->causal ? 1 : 0,
                                  .mask = head.mask};
    multiply_spans(&product);
  }
}

/// c[j] = Σ a[i, j] · b[i] over the queries i that see key j, for first <= j < last.
INLINE void multiply_over_queries(const lockstep_attention *attention, const uint8_t *mask,
                                  long first, long last, const NUMBER *a, const NUMBER *b, NUMBER *c,
                                  long c_row_stride) {
  const span_product product = {.rows = last - first,
                                .columns = attention->size,
                                .inner = attention->queries,
                                .a = a + first,
                                .a_row_stride = 1,
                                .a_inner_stride = attention->keys,
                                .b = b,
                                .c = c + first * c_row_stride,
                                .c_row_stride = c_row_stride,
                                .first_row = first,
                                .from_slope = attention->causal ? 1 : 0,
                                .inner_to = attention->queries};
  multiply_spans(&product);
  for (long j = first; mask != NULL && j < last; j++) {
    if (mask[j] == 0) fill(attention->size, 0.0f, c + j * c_row_stride);
  }
}

static void attention_key_gradients(const lockstep_attention *attention, long head_index,
                                    long first, long last, const NUMBER *ds, NUMBER *scratch) {
  const attention_head head = find_head(attention, head_index);
  const long queries = attention->queries;
  const long size = attention->size;
  NUMBER *const packed_q = scratch;
  NUMBER *const packed_upstream = packed_q + packed_columns_size(queries, size);
  const long column = head_index % attention->heads * size;
  const long token = head_index / attention->heads * attention->keys;
  pack_columns(queries, size, head.q, attention->q_stride, packed_q);
  pack_columns(queries, size, head.output, head.output_stride, packed_upstream);
  multiply_over_queries(attention, head.mask, first, last, head.probabilities, packed_upstream,
                        attention->dv + token * attention->dv_stride + column,
                        attention->dv_stride);
  multiply_over_queries(attention, head.mask, first, last, ds, packed_q,
                        attention->dk + token * attention->dk_stride + column,
                        attention->dk_stride);
}
