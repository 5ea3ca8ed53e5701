#ifndef LOCKSTEP_PRODUCT_OPERANDS_H
#define LOCKSTEP_PRODUCT_OPERANDS_H

#include "number.h"

// Operands of matrix products.

/// A matrix product `c = a · b (+ bias)`; strides are in elements, so a transpose is a stride.
typedef struct lockstep_matmul {
  long m, n, k;
  /// Distance of a[i + 1, p] and of a[i, p + 1] from a[i, p]; one of the two is 1.
  long a_row_stride, a_inner_stride;
  /// Distance of b[p + 1, j] and of b[p, j + 1] from b[p, j]; one of the two is 1.
  long b_inner_stride, b_column_stride;
  const LOCKSTEP_NUMBER *_Nonnull a;
  const LOCKSTEP_NUMBER *_Nonnull b;
  /// [n], added once after the last panel; NULL for none.
  const LOCKSTEP_NUMBER *_Nullable bias;
  /// [m, n], rows contiguous.
  LOCKSTEP_NUMBER *_Nonnull c;
} lockstep_matmul;

#endif  // LOCKSTEP_PRODUCT_OPERANDS_H
