#ifndef LOCKSTEP_ATTENTION_OPERANDS_H
#define LOCKSTEP_ATTENTION_OPERANDS_H

#include <stdbool.h>
#include <stdint.h>

/// Attention of `heads` heads in each of many sequences; strides are in elements from token to token,
/// and head h of a token lies at element h · size of it.
typedef struct lockstep_attention {
  long heads, queries, keys, size;
  bool causal;
  float scale;
  /// [batch, keys], 0 where a key is absent; NULL for none.
  const uint8_t *_Nullable mask;
  long q_stride, k_stride, v_stride;
  const float *_Nonnull q;
  const float *_Nonnull k;
  const float *_Nonnull v;
  /// Tokens of `heads · size` elements: o, or do in the gradient.
  float *_Nonnull output;
  /// [batch, heads, queries, keys].
  float *_Nonnull probabilities;
  /// The rest is for the gradient only.
  long dq_stride, dk_stride, dv_stride;
  float *_Nullable dq;
  float *_Nullable dk;
  float *_Nullable dv;
} lockstep_attention;

#endif  // LOCKSTEP_ATTENTION_OPERANDS_H
