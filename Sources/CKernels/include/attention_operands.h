#ifndef LOCKSTEP_ATTENTION_OPERANDS_H
#define LOCKSTEP_ATTENTION_OPERANDS_H

#include <stdbool.h>
#include <stdint.h>

#include "number.h"

/// Attention of `heads` heads in each of many sequences; strides are in elements from token to token,
/// and head h of a token lies at element h · size of it.
typedef struct lockstep_attention {
  long heads, queries, keys, size;
  bool causal;
  double scale;
  /// [batch, keys], 0 where a key is absent; NULL for none.
  const uint8_t *_Nullable mask;
  long q_stride, k_stride, v_stride;
  const LOCKSTEP_NUMBER *_Nonnull q;
  const LOCKSTEP_NUMBER *_Nonnull k;
  const LOCKSTEP_NUMBER *_Nonnull v;
  /// Tokens of `heads · size` elements: o, or do in the gradient.
  LOCKSTEP_NUMBER *_Nonnull output;
  /// [batch, heads, queries, keys].
  LOCKSTEP_NUMBER *_Nonnull probabilities;
  /// The rest is for the gradient only.
  long dq_stride, dk_stride, dv_stride;
  LOCKSTEP_NUMBER *_Nullable dq;
  LOCKSTEP_NUMBER *_Nullable dk;
  LOCKSTEP_NUMBER *_Nullable dv;
} lockstep_attention;

#endif  // LOCKSTEP_ATTENTION_OPERANDS_H
