#ifndef LOCKSTEP_PAIR_OPERANDS_H
#define LOCKSTEP_PAIR_OPERANDS_H

#include <stdint.h>

// Operands of kernels that pair elements, one of them repeated or not.

/// Rows of two operands and of the result, whose rows are contiguous. Strides are from row to row;
/// a step is 1, or 0 where an operand has one element for a whole row (at most one of them).
typedef struct lockstep_pair {
  long rows, columns;
  long left_stride, left_step, right_stride, right_step;
} lockstep_pair;

/// The same of a mask and two operands, of which not all have the step 0.
typedef struct lockstep_choice {
  long rows, columns;
  long mask_stride, mask_step, left_stride, left_step, right_stride, right_step;
} lockstep_choice;

/// One operation of two operands, in place of one that is not repeated or not.
typedef void (*lockstep_pair_kernel)(const lockstep_pair *_Nonnull shape,
                                     const void *_Nonnull left, const void *_Nonnull right,
                                     void *_Nonnull y);

/// The operations on two operands of one type; NULL where the type has no such operation. Comparisons
/// give booleans, of which minimum is *and*, maximum is *or*.
typedef struct lockstep_pairs {
  lockstep_pair_kernel _Nullable add, subtract, multiply, divide;
  lockstep_pair_kernel _Nonnull minimum, maximum;
  lockstep_pair_kernel _Nonnull equal, not_equal, less, less_equal;
} lockstep_pairs;

#endif  // LOCKSTEP_PAIR_OPERANDS_H
