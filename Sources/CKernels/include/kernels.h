#ifndef LOCKSTEP_KERNELS_H
#define LOCKSTEP_KERNELS_H

#include <stdbool.h>
#include <stdint.h>

#include "pair_operands.h"
#include "real_kernels.h"

// Kernels of the profile `ordered`: one table per instruction set, all from the same source.
//
// Every set gives the same bits (apart from the payload and sign of a NaN). A kernel works on a
// range: the caller passes the address of the first element, row or block, so how work is split
// over threads cannot reach a result. Order of parameters: sizes, scalars, inputs, outputs. An
// output may be one of the inputs where the comment says "in place"; otherwise operands must not
// overlap. With a size of 0 nothing is read or written and pointers may be anything.

/// The types that elements are converted between; those from LOCKSTEP_INT32 on are integers.
typedef enum lockstep_element {
  LOCKSTEP_FLOAT16,
  LOCKSTEP_BFLOAT16,
  LOCKSTEP_FLOAT32,
  LOCKSTEP_FLOAT64,
  LOCKSTEP_INT32,
  LOCKSTEP_INT64,
  LOCKSTEP_UINT8,
  LOCKSTEP_BOOL,
} lockstep_element;

/// One axis of a copy; strides are in elements.
typedef struct lockstep_axis {
  long count, x_stride, y_stride;
} lockstep_axis;

/// A copy of elements of 1, 2, 4 or 8 bytes: planes of rows and columns below four outer axes, the first
/// outermost.
typedef struct lockstep_copy {
  lockstep_axis outer[4];
  lockstep_axis rows, columns;
  long element_size;
  const void *_Nonnull x;
  void *_Nonnull y;
} lockstep_copy;

/// The kernels of one instruction set.
typedef struct lockstep_kernels {
  /// y[i] = x[i] as a number of another type.
  void (*_Nonnull convert)(long count, lockstep_element source, lockstep_element target,
                           const void *_Nonnull x, void *_Nonnull y);
  /// Rows first_row ..< last_row of planes first ..< last, counted over all outer axes.
  void (*_Nonnull copy_planes)(const lockstep_copy *_Nonnull copy, long first, long last,
                               long first_row, long last_row);
  lockstep_pairs f32, f64, i32, i64, u8;
  /// y = mask ? left : right of elements of 1, 2, 4 or 8 bytes; in place of left or right where that is
  /// not repeated, or not.
  void (*_Nonnull select)(const lockstep_choice *_Nonnull shape, long size,
                          const uint8_t *_Nonnull mask, const void *_Nonnull left,
                          const void *_Nonnull right, void *_Nonnull y);
  /// Sums of integers wrap.
  lockstep_strided_kernel _Nonnull strided_sums_i32, strided_sums_i64;

  // Rows by index.
  /// y[p] = table[indices[p]] of elements of `size` bytes; the element `missing` where the index is not
  /// in 0 ..< rows.
  void (*_Nonnull gather)(long count, long rows, long columns, long size,
                          const void *_Nonnull missing, const void *_Nonnull table,
                          const int32_t *_Nonnull indices, void *_Nonnull y);
  /// Fills `ends` and `positions` of a `lockstep_scatter` from indices [count].
  void (*_Nonnull sort_positions)(long count, long rows, const int32_t *_Nonnull indices,
                                  long *_Nonnull ends, long *_Nonnull positions);

  /// What exists for either type of numbers.
  const lockstep_reals *_Nonnull real_f32;
  const lockstep_reals *_Nonnull real_f64;
  // Running totals.
  void (*_Nonnull count_equal)(long count, const int32_t *_Nonnull left,
                               const int32_t *_Nonnull right, double *_Nonnull total);
  void (*_Nonnull accumulate)(double weight, double value, double *_Nonnull total);

  /// Bit `i` is set when probe `i` of `lockstep_probe_name` found what the contract needs.
  uint32_t (*_Nonnull probe)(void);
} lockstep_kernels;

/// The instruction sets that Lockstep has kernels for.
typedef enum lockstep_instruction_set {
  LOCKSTEP_PORTABLE,
  LOCKSTEP_AVX2,
  LOCKSTEP_AVX512,
  LOCKSTEP_NEON,
} lockstep_instruction_set;

/// The kernels of a set, or NULL when this processor (or operating system) lacks it.
const lockstep_kernels *_Nullable lockstep_kernels_for(lockstep_instruction_set set);

/// Name of a start-up probe, or NULL beyond the last.
const char *_Nullable lockstep_probe_name(int probe);

#endif  // LOCKSTEP_KERNELS_H
