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
typedef void (*lockstep_pair_f32)(const lockstep_pair *_Nonnull shape, const float *_Nonnull left,
                                  const float *_Nonnull right, float *_Nonnull y);
typedef void (*lockstep_pair_u8)(const lockstep_pair *_Nonnull shape,
                                 const uint8_t *_Nonnull left, const uint8_t *_Nonnull right,
                                 uint8_t *_Nonnull y);
typedef void (*lockstep_compare_f32)(const lockstep_pair *_Nonnull shape,
                                     const float *_Nonnull left, const float *_Nonnull right,
                                     uint8_t *_Nonnull y);
typedef void (*lockstep_compare_i32)(const lockstep_pair *_Nonnull shape,
                                     const int32_t *_Nonnull left,
                                     const int32_t *_Nonnull right, uint8_t *_Nonnull y);

#endif  // LOCKSTEP_PAIR_OPERANDS_H
