#ifndef LOCKSTEP_KERNELS_H
#define LOCKSTEP_KERNELS_H

#include <stdbool.h>
#include <stdint.h>

#include "attention_operands.h"
#include "channel_operands.h"
#include "convolution_operands.h"
#include "pair_operands.h"
#include "product_operands.h"
#include "real_kernels.h"
#include "recurrent_pass.h"

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

/// Rows of x, to be added at the rows of y that indices name.
typedef struct lockstep_scatter {
  /// Rows of x, and elements of a row.
  long count, columns;
  /// [rows of y]: where the run of a row's positions ends; the run before it ends where it starts.
  const long *_Nonnull ends;
  const long *_Nonnull positions;
  const float *_Nonnull x;
  float *_Nonnull y;
} lockstep_scatter;

/// One function of one variable, in place or not.
typedef void (*lockstep_unary_kernel)(long count, const float *_Nonnull x, float *_Nonnull y);
/// The same with the function's derivative at each x; y is in place or not, `derivative` never.
typedef void (*lockstep_derivative_kernel)(long count, const float *_Nonnull x,
                                           float *_Nonnull y, float *_Nonnull derivative);
/// One operation of two variables, in place or not.
typedef void (*lockstep_binary_kernel)(long count, const float *_Nonnull left,
                                       const float *_Nonnull right, float *_Nonnull y);
/// One operation of a variable and a scalar, in place or not.
typedef void (*lockstep_scalar_kernel)(long count, float scalar, const float *_Nonnull x,
                                       float *_Nonnull y);

/// The same of binary64 numbers.
typedef void (*lockstep_unary_f64)(long count, const double *_Nonnull x, double *_Nonnull y);
typedef void (*lockstep_binary_f64)(long count, const double *_Nonnull left,
                                    const double *_Nonnull right, double *_Nonnull y);

/// y[c] = sum over `rank` axes of the elements from x + c on, the last axis innermost, for `columns` <= 8
/// neighbours; one column alone may have the stride 1 along the last axis.
typedef void (*lockstep_strided_kernel)(long columns, long rank, const long *_Nonnull lengths,
                                        const long *_Nonnull strides, const void *_Nonnull x,
                                        void *_Nonnull y);

/// Sums over the rows of one block of 4096 for columns first ..< last, into a row of partials.
typedef void (*lockstep_column_kernel)(const lockstep_columns *_Nonnull matrix, long block,
                                       long first, long last, float *_Nonnull sums);

/// Phases of a convolution: copies, products, and additions of panels.
enum { LOCKSTEP_CONVOLUTION_PHASES = 3 };

/// The kernels of one instruction set.
typedef struct lockstep_kernels {
  // Elementwise.
  void (*_Nonnull fill_f32)(long count, float value, float *_Nonnull y);
  void (*_Nonnull fill_f64)(long count, double value, double *_Nonnull y);
  /// y[i] = x[i] as a number of another type.
  void (*_Nonnull convert)(long count, lockstep_element source, lockstep_element target,
                           const void *_Nonnull x, void *_Nonnull y);
  /// Rows first_row ..< last_row of planes first ..< last, counted over all outer axes.
  void (*_Nonnull copy_planes)(const lockstep_copy *_Nonnull copy, long first, long last,
                               long first_row, long last_row);
  lockstep_unary_kernel _Nonnull negate, absolute, sign, reciprocal, square, square_root, relu;
  lockstep_unary_kernel _Nonnull exp, exp2, expm1, log, log1p, sinpi, cospi, tanh, sigmoid,
      softplus, rsqrt, erf, silu, gelu, gelu_tanh;
  /// left is x or y, as the catalogue says, right is dy. The gradient of exp is
  /// `multiply`, and so is that of a function whose derivative was kept.
  lockstep_binary_kernel _Nonnull negate_gradient, absolute_gradient, sign_gradient,
      reciprocal_gradient, square_gradient, square_root_gradient, relu_gradient, exp2_gradient,
      expm1_gradient, log_gradient, log1p_gradient, sinpi_gradient, cospi_gradient, tanh_gradient,
      sigmoid_gradient, softplus_gradient, rsqrt_gradient, erf_gradient;
  lockstep_derivative_kernel _Nonnull silu_with_derivative, gelu_with_derivative,
      gelu_tanh_with_derivative;
  lockstep_binary_kernel _Nonnull multiply;
  /// The same in binary64, of the functions that it has.
  lockstep_unary_f64 _Nonnull negate_f64, absolute_f64, sign_f64, reciprocal_f64, square_f64,
      square_root_f64, relu_f64, exp_f64, log_f64, sigmoid_f64;
  lockstep_binary_f64 _Nonnull negate_gradient_f64, absolute_gradient_f64, sign_gradient_f64,
      reciprocal_gradient_f64, square_gradient_f64, square_root_gradient_f64, relu_gradient_f64,
      exp_gradient_f64, log_gradient_f64, sigmoid_gradient_f64;
  lockstep_pairs f32, f64, i32, i64, u8;
  /// y = mask ? left : right of elements of 1, 2, 4 or 8 bytes; in place of left or right where that is
  /// not repeated, or not.
  void (*_Nonnull select)(const lockstep_choice *_Nonnull shape, long size,
                          const uint8_t *_Nonnull mask, const void *_Nonnull left,
                          const void *_Nonnull right, void *_Nonnull y);
  lockstep_scalar_kernel _Nonnull scale, divide_by;
  /// y[i, j] = x[i, j] + row[j]; in place or not.
  void (*_Nonnull add_row)(long rows, long columns, const float *_Nonnull x,
                           const float *_Nonnull row, float *_Nonnull y);
  /// y[r, i] = x[i] for `rows` rows r of `inner` elements.
  void (*_Nonnull repeat_row)(long rows, long inner, const float *_Nonnull x, float *_Nonnull y);

  // The sum rule.
  /// Sums of the blocks of 4096 of x [count]; partials [⌈count ÷ 4096⌉].
  void (*_Nonnull block_sums)(long count, const float *_Nonnull x, float *_Nonnull partials);
  /// The same of squares, in binary64.
  void (*_Nonnull square_block_sums)(long count, const float *_Nonnull x,
                                     double *_Nonnull partials);
  /// The same of binary64 numbers, each square rounded.
  void (*_Nonnull square_block_sums_f64)(long count, const double *_Nonnull x,
                                         double *_Nonnull partials);
  /// Fold by adjacent pairs; 0 values give +0.
  float (*_Nonnull fold_f32)(long count, const float *_Nonnull values);
  double (*_Nonnull fold_f64)(long count, const double *_Nonnull values);
  /// y[i] = sum of row i of x [rows, columns].
  void (*_Nonnull row_sums)(long rows, long columns, const float *_Nonnull x, float *_Nonnull y);
  /// y[j] = sum of column j of x [rows, columns], for first <= j < last.
  void (*_Nonnull column_sums)(long rows, long columns, long first, long last,
                               const float *_Nonnull x, float *_Nonnull y);
  /// Sums of integers wrap.
  lockstep_strided_kernel _Nonnull strided_sums, strided_sums_f64, strided_sums_i32,
      strided_sums_i64;

  // The product rule: every packing task, then every tile task; tasks are independent.
  /// Floats of scratch that packing needs, 0 for none.
  long (*_Nonnull matmul_scratch)(const lockstep_matmul *_Nonnull product);
  long (*_Nonnull matmul_packing_tasks)(const lockstep_matmul *_Nonnull product);
  long (*_Nonnull matmul_tile_tasks)(const lockstep_matmul *_Nonnull product);
  void (*_Nonnull matmul_pack)(const lockstep_matmul *_Nonnull product, long task,
                               float *_Nonnull scratch);
  void (*_Nonnull matmul_tile)(const lockstep_matmul *_Nonnull product, long task,
                               const float *_Nonnull scratch);
  /// Rows first ..< last of columns first_column ..< last_column, in binary64.
  void (*_Nonnull matmul_f64)(const lockstep_matmul_f64 *_Nonnull product, long first, long last,
                              long first_column, long last_column);

  // Convolutions: every task of a phase, then every task of the next; tasks are independent.
  /// Floats of scratch that all phases share.
  long (*_Nonnull convolution_scratch)(const lockstep_convolution *_Nonnull convolution);
  /// Tasks of a phase, 0 ..< LOCKSTEP_CONVOLUTION_PHASES; asked when earlier phases are done.
  long (*_Nonnull convolution_tasks)(const lockstep_convolution *_Nonnull convolution, int phase,
                                     const float *_Nonnull scratch);
  void (*_Nonnull convolution_task)(const lockstep_convolution *_Nonnull convolution, int phase,
                                    long task, float *_Nonnull scratch);

  // Rows.
  /// Groups first ..< last of all images; scratch for a group's elements, twice in the gradient.
  void (*_Nonnull group_norm)(const lockstep_groups *_Nonnull shape, long first, long last,
                              float epsilon, const float *_Nonnull x,
                              const float *_Nonnull gamma, const float *_Nonnull beta,
                              float *_Nonnull y, float *_Nonnull normalized,
                              float *_Nonnull inverse, float *_Nonnull scratch);
  void (*_Nonnull group_norm_gradient)(const lockstep_groups *_Nonnull shape, long first,
                                       long last, const float *_Nonnull dy,
                                       const float *_Nonnull gamma,
                                       const float *_Nonnull normalized,
                                       const float *_Nonnull inverse, float *_Nonnull dx,
                                       float *_Nonnull scratch);
  // Batch norm.
  /// Of x; of the rounded squares of x - mean; of dy and, `columns` elements further on, of dy * x_hat.
  lockstep_column_kernel _Nonnull column_values, column_squares, column_gradients;
  /// Folds rows [count, columns] by adjacent pairs into the first; the others are overwritten.
  void (*_Nonnull fold_rows)(long count, long columns, float *_Nonnull rows);
  /// 1 ÷ √(variance + epsilon).
  void (*_Nonnull inverse_deviation)(long count, float epsilon, const float *_Nonnull variance,
                                     float *_Nonnull inverse);
  /// Rows first ..< last.
  void (*_Nonnull batch_norm)(const lockstep_columns *_Nonnull matrix, long first, long last,
                              const float *_Nonnull gamma, const float *_Nonnull beta,
                              float *_Nonnull y);
  /// Rows first ..< last; `scale` is gamma * inverse, the means are those of dy and dy * x_hat.
  void (*_Nonnull batch_norm_gradient)(const lockstep_columns *_Nonnull matrix, long first,
                                       long last, const float *_Nonnull scale,
                                       const float *_Nonnull dbeta_mean,
                                       const float *_Nonnull dgamma_mean, float *_Nonnull dx);
  // Pooling, forward by rows first ..< last of all images' outputs, backward by images.
  void (*_Nonnull max_pool)(const lockstep_pooling *_Nonnull pool, long first, long last,
                            const float *_Nonnull x, float *_Nonnull y,
                            int32_t *_Nonnull places);
  /// `positions` is scratch for the elements of a window.
  void (*_Nonnull average_pool)(const lockstep_pooling *_Nonnull pool, long first, long last,
                                const float *_Nonnull x, long *_Nonnull positions,
                                float *_Nonnull y);
  void (*_Nonnull max_pool_gradient)(const lockstep_pooling *_Nonnull pool, long first, long last,
                                     const float *_Nonnull dy, const int32_t *_Nonnull places,
                                     float *_Nonnull dx);
  void (*_Nonnull average_pool_gradient)(const lockstep_pooling *_Nonnull pool, long first, long last,
                                         const float *_Nonnull dy, float *_Nonnull dx);

  // Extrema, of `least` the smallest elements: values and places where they are wanted.
  /// Of all elements over `rank` <= 6 axes, the last one innermost.
  void (*_Nonnull extremum_f64)(bool least, long rank, const long *_Nonnull lengths,
                                const long *_Nonnull strides, const double *_Nonnull x,
                                double *_Nullable value, int32_t *_Nullable place);
  /// Of each row; places of rows without elements are not wanted.
  void (*_Nonnull row_extrema)(bool least, long rows, long columns, const float *_Nonnull x,
                               float *_Nullable values, int32_t *_Nullable places);
  /// Of columns first ..< last of x [rows, columns].
  void (*_Nonnull column_extrema)(bool least, long rows, long columns, long first, long last,
                                  const float *_Nonnull x, float *_Nullable values,
                                  int32_t *_Nullable places);
  /// Places of parts [outer, inner], each part of `size` elements, become places of elements by the
  /// places `within` parts [outer, parts, inner].
  void (*_Nonnull join_places)(long outer, long parts, long inner, long size,
                               const int32_t *_Nonnull within, int32_t *_Nonnull places);

  // Rows by index.
  /// y[p] = table[indices[p]] of elements of `size` bytes; the element `missing` where the index is not
  /// in 0 ..< rows.
  void (*_Nonnull gather)(long count, long rows, long columns, long size,
                          const void *_Nonnull missing, const void *_Nonnull table,
                          const int32_t *_Nonnull indices, void *_Nonnull y);
  /// Fills `ends` and `positions` of a `lockstep_scatter` from indices [count].
  void (*_Nonnull sort_positions)(long count, long rows, const int32_t *_Nonnull indices,
                                  long *_Nonnull ends, long *_Nonnull positions);
  /// Writes columns first_column ..< last_column of rows first_row ..< last_row of y.
  void (*_Nonnull scatter_add)(const lockstep_scatter *_Nonnull scatter, long first_row,
                               long last_row, long first_column, long last_column);

  // Attention: a head is one of all batches' heads; rows are queries of it or, for the gradients of
  // keys and values, keys.
  /// Floats of scratch that the two kernels over queries, or the one over keys, need.
  long (*_Nonnull attention_query_scratch)(const lockstep_attention *_Nonnull attention);
  long (*_Nonnull attention_key_scratch)(const lockstep_attention *_Nonnull attention);
  void (*_Nonnull attention)(const lockstep_attention *_Nonnull attention, long head, long first,
                             long last, float *_Nonnull scratch);
  /// Writes dq, and ds [queries, keys] of the head for `attention_key_gradients`.
  void (*_Nonnull attention_query_gradients)(const lockstep_attention *_Nonnull attention,
                                             long head, long first, long last, float *_Nonnull ds,
                                             float *_Nonnull scratch);
  /// Writes dk and dv.
  void (*_Nonnull attention_key_gradients)(const lockstep_attention *_Nonnull attention, long head,
                                           long first, long last, const float *_Nonnull ds,
                                           float *_Nonnull scratch);

  // Recurrent cells: floats of packed weights, and of scratch for one call.
  long (*_Nonnull recurrent_packed_size)(long gates, long hidden);
  long (*_Nonnull recurrent_scratch)(long gates, long hidden);
  void (*_Nonnull recurrent_pack)(long gates, long hidden, const float *_Nonnull weight,
                                  const float *_Nullable bias, float *_Nonnull packed);
  void (*_Nonnull recurrent_pack_gradient)(long gates, long hidden, const float *_Nonnull weight,
                                           float *_Nonnull packed);
  lockstep_recurrent_kernel _Nonnull lstm;
  lockstep_recurrent_kernel _Nonnull lstm_gradient;
  lockstep_recurrent_kernel _Nonnull gru;
  lockstep_recurrent_kernel _Nonnull gru_gradient;

  // Rows and training.
  lockstep_reals real_f32, real_f64;
  void (*_Nonnull count_equal)(long count, const int32_t *_Nonnull left,
                               const int32_t *_Nonnull right, double *_Nonnull total);
  void (*_Nonnull accumulate)(double weight, double value, double *_Nonnull total);

  /// Bit `i` is set when probe `i` of `lockstep_probe_name` found what the contract needs.
  uint32_t (*_Nonnull probe)(void);
} lockstep_kernels;

/// The kernels of one type of numbers, where the table has them: nothing is copied.
static inline const lockstep_reals *_Nonnull lockstep_reals_of(
    const lockstep_kernels *_Nonnull kernels, bool is_binary64) {
  return is_binary64 ? &kernels->real_f64 : &kernels->real_f32;
}

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
