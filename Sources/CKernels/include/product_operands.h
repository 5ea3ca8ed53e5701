#ifndef LOCKSTEP_PRODUCT_OPERANDS_H
#define LOCKSTEP_PRODUCT_OPERANDS_H

// Operands of matrix products.

/// A matrix product `c = a · b (+ bias)`; strides are in elements, so a transpose is a stride.
typedef struct lockstep_matmul {
  long m, n, k;
  /// Distance of a[i + 1, p] and of a[i, p + 1] from a[i, p]; one of the two is 1.
  long a_row_stride, a_inner_stride;
  /// Distance of b[p + 1, j] and of b[p, j + 1] from b[p, j]; one of the two is 1.
  long b_inner_stride, b_column_stride;
  const float *_Nonnull a;
  const float *_Nonnull b;
  /// [n], added once after the last panel; NULL for none.
  const float *_Nullable bias;
  /// [m, n], rows contiguous.
  float *_Nonnull c;
} lockstep_matmul;

/// A matrix product in binary64, as `lockstep_matmul`.
typedef struct lockstep_matmul_f64 {
  long m, n, k;
  long a_row_stride, a_inner_stride, b_inner_stride, b_column_stride;
  const double *_Nonnull a;
  const double *_Nonnull b;
  double *_Nonnull c;
} lockstep_matmul_f64;

#endif  // LOCKSTEP_PRODUCT_OPERANDS_H
