#ifndef LOCKSTEP_INDEX_OPERANDS_H
#define LOCKSTEP_INDEX_OPERANDS_H

#include "number.h"

// Operands of what finds rows by index.

/// Rows of x, to be added at the rows of y that indices name.
typedef struct lockstep_scatter {
  /// Rows of x, and elements of a row.
  long count, columns;
  /// [rows of y]: where the run of a row's positions ends; the run before it ends where it starts.
  const long *_Nonnull ends;
  const long *_Nonnull positions;
  const LOCKSTEP_NUMBER *_Nonnull x;
  LOCKSTEP_NUMBER *_Nonnull y;
} lockstep_scatter;

#endif  // LOCKSTEP_INDEX_OPERANDS_H
