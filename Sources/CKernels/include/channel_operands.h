#ifndef LOCKSTEP_CHANNEL_OPERANDS_H
#define LOCKSTEP_CHANNEL_OPERANDS_H

#include <stdbool.h>

#include "number.h"

// What the kernels take that normalise or pool channels.

/// A matrix whose columns are normalised, and what is known about them.
typedef struct lockstep_columns {
  long rows, columns;
  /// [rows, columns].
  const LOCKSTEP_NUMBER *_Nonnull x;
  /// [rows, columns], for gradients only.
  const LOCKSTEP_NUMBER *_Nullable dy;
  /// [columns]; once they are known.
  const LOCKSTEP_NUMBER *_Nullable mean;
  const LOCKSTEP_NUMBER *_Nullable inverse;
} lockstep_columns;

/// Groups of channels of many images [positions, groups, size].
typedef struct lockstep_groups {
  long positions, groups, size;
} lockstep_groups;

/// Windows of a pooling of images [rows, columns, channels].
typedef struct lockstep_pooling {
  long rows, columns, channels, output_rows, output_columns;
  /// Pairs of first and last (excluded) for each window along an axis.
  const long *_Nonnull row_bounds;
  const long *_Nonnull column_bounds;
  /// Lengths of windows with padding, by which a mean is divided if `counts_padding`.
  const long *_Nonnull row_lengths;
  const long *_Nonnull column_lengths;
  bool counts_padding;
} lockstep_pooling;

#endif  // LOCKSTEP_CHANNEL_OPERANDS_H
