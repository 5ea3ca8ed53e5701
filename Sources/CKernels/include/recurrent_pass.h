#ifndef LOCKSTEP_RECURRENT_PASS_H
#define LOCKSTEP_RECURRENT_PASS_H

#include <stdbool.h>

#include "number.h"

/// Sequences that a recurrent kernel takes at most in one call.
#define LOCKSTEP_RECURRENT_ROWS 8

/// A recurrent pass over sequences of `steps` steps, H = `hidden`, G = 4 gates (LSTM) or 3 (GRU).
/// States are [batch, H] and sequences [batch, steps, H]; a state or upstream gradient that is NULL
/// is +0. What only one of the cells, or only one direction, works on is NULL for the other.
typedef struct lockstep_recurrent {
  long steps, hidden;
  bool reversed, has_bias;
  /// Weights packed by `recurrent_pack` (forward) or `recurrent_pack_gradient`.
  const LOCKSTEP_NUMBER *_Nullable packed;
  /// [batch, steps, G · H]: p before the forward pass, gates after it.
  LOCKSTEP_NUMBER *_Nullable gates;
  const LOCKSTEP_NUMBER *_Nullable hidden_start;
  const LOCKSTEP_NUMBER *_Nullable cell_start;
  LOCKSTEP_NUMBER *_Nullable output;
  LOCKSTEP_NUMBER *_Nullable cells;
  /// tanh of the cells (LSTM), or the hidden part of the gate n (GRU).
  LOCKSTEP_NUMBER *_Nullable kept;
  /// The forward pass's last states.
  LOCKSTEP_NUMBER *_Nullable last_hidden;
  LOCKSTEP_NUMBER *_Nullable last_cell;
  /// The rest is for the gradient only.
  const LOCKSTEP_NUMBER *_Nullable upstream;
  const LOCKSTEP_NUMBER *_Nullable upstream_hidden;
  const LOCKSTEP_NUMBER *_Nullable upstream_cell;
  /// [batch, steps, G · H]: dp, for a GRU alone, and dq; they are the same for an LSTM.
  LOCKSTEP_NUMBER *_Nullable input_gradient;
  LOCKSTEP_NUMBER *_Nullable gate_gradient;
  LOCKSTEP_NUMBER *_Nullable previous;
  LOCKSTEP_NUMBER *_Nullable hidden_gradient;
  LOCKSTEP_NUMBER *_Nullable cell_gradient;
} lockstep_recurrent;

/// Takes all steps of the sequences first ..< last.
typedef void (*lockstep_recurrent_kernel)(const lockstep_recurrent *_Nonnull pass, long first,
                                          long last, LOCKSTEP_NUMBER *_Nonnull scratch);

#endif  // LOCKSTEP_RECURRENT_PASS_H
