#ifndef LOCKSTEP_REAL_KERNELS_H
#define LOCKSTEP_REAL_KERNELS_H

#include <stdbool.h>
#include <stdint.h>

#include "attention_operands.h"
#include "channel_operands.h"
#include "convolution_operands.h"
#include "index_operands.h"
#include "product_operands.h"
#include "recurrent_pass.h"
#include "training_operands.h"

// Kernels that exist for binary32 and for binary64, whose operands are elements of the one or the other.

// A pointer may be NULL where it says so.
#pragma clang assume_nonnull begin

/// y[c] = sum over `rank` axes of the elements from x + c on, the last axis innermost, for `columns` <= 8
/// neighbours; one column alone may have the stride 1 along the last axis.
typedef void (*lockstep_strided_kernel)(long columns, long rank, const long *lengths,
                                        const long *strides, const void *x, void *y);

/// One function of one variable, in place or not.
typedef void (*lockstep_unary_kernel)(long count, const LOCKSTEP_NUMBER *x, LOCKSTEP_NUMBER *y);
/// The same with the function's derivative at each x; y is in place or not, `derivative` never.
typedef void (*lockstep_derivative_kernel)(long count, const LOCKSTEP_NUMBER *x, LOCKSTEP_NUMBER *y,
                                           LOCKSTEP_NUMBER *derivative);
/// One operation of two variables, in place or not.
typedef void (*lockstep_binary_kernel)(long count, const LOCKSTEP_NUMBER *left,
                                       const LOCKSTEP_NUMBER *right, LOCKSTEP_NUMBER *y);
/// One operation of a variable and a host scalar, which is rounded once; in place or not.
typedef void (*lockstep_scalar_kernel)(long count, double scalar, const LOCKSTEP_NUMBER *x,
                                       LOCKSTEP_NUMBER *y);

/// Sums over the rows of one block of 4096 for columns first ..< last, into a row of partials.
typedef void (*lockstep_column_kernel)(const lockstep_columns *matrix, long block, long first,
                                       long last, LOCKSTEP_NUMBER *sums);

/// Phases of a convolution: copies, products, and additions of panels.
enum { LOCKSTEP_CONVOLUTION_PHASES = 3 };

/// Rows of elements and their results; in place where the entry says so.
typedef void (*lockstep_row_map)(long rows, long columns, const LOCKSTEP_NUMBER *x,
                                 LOCKSTEP_NUMBER *y);
typedef void (*lockstep_row_gradient)(long rows, long columns, const LOCKSTEP_NUMBER *y,
                                      const LOCKSTEP_NUMBER *dy, LOCKSTEP_NUMBER *dx);
typedef void (*lockstep_norm_gradient)(long rows, long columns, const LOCKSTEP_NUMBER *dy,
                                       const LOCKSTEP_NUMBER *gamma,
                                       const LOCKSTEP_NUMBER *normalized,
                                       const LOCKSTEP_NUMBER *inverse, LOCKSTEP_NUMBER *dx);

/// The kernels of one type of numbers.
typedef struct lockstep_reals {
  // Elementwise.
  /// y[i] = the number of these bits, of which binary32 takes the lower half.
  void (*fill)(long count, uint64_t bits, LOCKSTEP_NUMBER *y);
  lockstep_unary_kernel negate, absolute, sign, reciprocal, square, square_root, relu;
  lockstep_unary_kernel exp, exp2, expm1, log, log1p, sinpi, cospi, tanh, sigmoid,
      softplus, rsqrt, erf, silu, gelu, gelu_tanh;
  /// left is x or y, as the catalogue says, right is dy. The gradient of exp is
  /// `multiply`, and so is that of a function whose derivative was kept.
  lockstep_binary_kernel negate_gradient, absolute_gradient, sign_gradient,
      reciprocal_gradient, square_gradient, square_root_gradient, relu_gradient, exp2_gradient,
      expm1_gradient, log_gradient, log1p_gradient, sinpi_gradient, cospi_gradient, tanh_gradient,
      sigmoid_gradient, softplus_gradient, rsqrt_gradient, erf_gradient;
  lockstep_derivative_kernel silu_with_derivative, gelu_with_derivative,
      gelu_tanh_with_derivative;
  lockstep_binary_kernel multiply;
  lockstep_scalar_kernel scale, divide_by;

  // Rows that are added or repeated.
  /// y[i, j] = x[i, j] + row[j]; in place or not.
  void (*add_row)(long rows, long columns, const LOCKSTEP_NUMBER *x, const LOCKSTEP_NUMBER *row,
                  LOCKSTEP_NUMBER *y);
  /// y[r, i] = x[i] for `rows` rows r of `inner` elements.
  void (*repeat_row)(long rows, long inner, const LOCKSTEP_NUMBER *x, LOCKSTEP_NUMBER *y);

  // The sum rule.
  /// Sums of the blocks of 4096 of x [count]; partials [⌈count ÷ 4096⌉].
  void (*block_sums)(long count, const LOCKSTEP_NUMBER *x, LOCKSTEP_NUMBER *partials);
  /// The same of squares, in binary64: of binary64 numbers each square is rounded.
  void (*square_block_sums)(long count, const LOCKSTEP_NUMBER *x, double *partials);
  /// Fold by adjacent pairs; 0 values give +0.
  double (*fold)(long count, const LOCKSTEP_NUMBER *values);
  /// y[i] = sum of row i of x [rows, columns].
  void (*row_sums)(long rows, long columns, const LOCKSTEP_NUMBER *x, LOCKSTEP_NUMBER *y);
  /// y[j] = sum of column j of x [rows, columns], for first <= j < last.
  void (*column_sums)(long rows, long columns, long first, long last, const LOCKSTEP_NUMBER *x,
                      LOCKSTEP_NUMBER *y);
  lockstep_strided_kernel strided_sums;

  // The product rule: every packing task, then every tile task; tasks are independent.
  /// Numbers of scratch that packing needs, 0 for none.
  long (*matmul_scratch)(const lockstep_matmul *product);
  long (*matmul_packing_tasks)(const lockstep_matmul *product);
  long (*matmul_tile_tasks)(const lockstep_matmul *product);
  void (*matmul_pack)(const lockstep_matmul *product, long task, LOCKSTEP_NUMBER *scratch);
  void (*matmul_tile)(const lockstep_matmul *product, long task, const LOCKSTEP_NUMBER *scratch);

  // Convolutions: every task of a phase, then every task of the next; tasks are independent.
  /// Numbers of scratch that all phases share.
  long (*convolution_scratch)(const lockstep_convolution *convolution);
  /// Tasks of a phase, 0 ..< LOCKSTEP_CONVOLUTION_PHASES; asked when earlier phases are done.
  long (*convolution_tasks)(const lockstep_convolution *convolution, int phase,
                            const LOCKSTEP_NUMBER *scratch);
  void (*convolution_task)(const lockstep_convolution *convolution, int phase, long task,
                           LOCKSTEP_NUMBER *scratch);

  // Groups of channels.
  /// Groups first ..< last of all images; scratch for a group's elements, twice in the gradient.
  void (*group_norm)(const lockstep_groups *shape, long first, long last, double epsilon,
                     const LOCKSTEP_NUMBER *x, const LOCKSTEP_NUMBER *gamma,
                     const LOCKSTEP_NUMBER *beta, LOCKSTEP_NUMBER *y, LOCKSTEP_NUMBER *normalized,
                     LOCKSTEP_NUMBER *inverse, LOCKSTEP_NUMBER *scratch);
  void (*group_norm_gradient)(const lockstep_groups *shape, long first, long last,
                              const LOCKSTEP_NUMBER *dy, const LOCKSTEP_NUMBER *gamma,
                              const LOCKSTEP_NUMBER *normalized, const LOCKSTEP_NUMBER *inverse,
                              LOCKSTEP_NUMBER *dx, LOCKSTEP_NUMBER *scratch);
  // Batch norm.
  /// Of x; of the rounded squares of x - mean; of dy and, `columns` elements further on, of dy * x_hat.
  lockstep_column_kernel column_values, column_squares, column_gradients;
  /// Folds rows [count, columns] by adjacent pairs into the first; the others are overwritten.
  void (*fold_rows)(long count, long columns, LOCKSTEP_NUMBER *rows);
  /// 1 ÷ √(variance + epsilon).
  void (*inverse_deviation)(long count, double epsilon, const LOCKSTEP_NUMBER *variance,
                            LOCKSTEP_NUMBER *inverse);
  /// Rows first ..< last.
  void (*batch_norm)(const lockstep_columns *matrix, long first, long last,
                     const LOCKSTEP_NUMBER *gamma, const LOCKSTEP_NUMBER *beta, LOCKSTEP_NUMBER *y);
  /// Rows first ..< last; `scale` is gamma * inverse, the means are those of dy and dy * x_hat.
  void (*batch_norm_gradient)(const lockstep_columns *matrix, long first, long last,
                              const LOCKSTEP_NUMBER *scale, const LOCKSTEP_NUMBER *dbeta_mean,
                              const LOCKSTEP_NUMBER *dgamma_mean, LOCKSTEP_NUMBER *dx);
  // Pooling, forward by rows first ..< last of all images' outputs, backward by images.
  void (*max_pool)(const lockstep_pooling *pool, long first, long last, const LOCKSTEP_NUMBER *x,
                   LOCKSTEP_NUMBER *y, int32_t *places);
  /// `positions` is scratch for the elements of a window.
  void (*average_pool)(const lockstep_pooling *pool, long first, long last,
                       const LOCKSTEP_NUMBER *x, long *positions, LOCKSTEP_NUMBER *y);
  void (*max_pool_gradient)(const lockstep_pooling *pool, long first, long last,
                            const LOCKSTEP_NUMBER *dy, const int32_t *places, LOCKSTEP_NUMBER *dx);
  void (*average_pool_gradient)(const lockstep_pooling *pool, long first, long last,
                                const LOCKSTEP_NUMBER *dy, LOCKSTEP_NUMBER *dx);

  // Extrema, of `least` the smallest elements: values and places where they are wanted.
  /// Of each row; places of rows without elements are not wanted.
  void (*row_extrema)(bool least, long rows, long columns, const LOCKSTEP_NUMBER *x,
                      LOCKSTEP_NUMBER *_Nullable values, int32_t *_Nullable places);
  /// Of columns first ..< last of x [rows, columns].
  void (*column_extrema)(bool least, long rows, long columns, long first, long last,
                         const LOCKSTEP_NUMBER *x, LOCKSTEP_NUMBER *_Nullable values,
                         int32_t *_Nullable places);
  /// Places of parts [outer, inner], each part of `size` elements, become places of elements by the
  /// places `within` parts [outer, parts, inner].
  void (*join_places)(long outer, long parts, long inner, long size, const int32_t *within,
                      int32_t *places);
  /// Elements first ..< last of dx, whose `rank` <= 6 axes have a stride in the results, 0 where they
  /// were reduced, and one in the places, 0 where they were kept.
  void (*extremum_gradient)(long rank, const long *lengths, const long *result_strides,
                            const long *place_strides, long first, long last,
                            const LOCKSTEP_NUMBER *dy, const int32_t *places, LOCKSTEP_NUMBER *dx);

  // Rows.
  /// In place or not; the gradients from the result y, in place of either input or not.
  lockstep_row_map softmax, log_softmax;
  lockstep_row_gradient softmax_gradient, log_softmax_gradient;
  void (*cross_entropy)(long rows, long classes, const LOCKSTEP_NUMBER *logits,
                        const int32_t *labels, LOCKSTEP_NUMBER *losses,
                        LOCKSTEP_NUMBER *probabilities);
  /// `share` is upstream ÷ rows, a number of the type; in place or not.
  void (*cross_entropy_gradient)(long rows, long classes, double share,
                                 const LOCKSTEP_NUMBER *probabilities, const int32_t *labels,
                                 LOCKSTEP_NUMBER *dx);
  /// Cross-entropy with smoothed or ignored labels.
  void (*target_cross_entropy)(const lockstep_targets *targets, long rows, long classes,
                               const LOCKSTEP_NUMBER *logits, const int32_t *labels,
                               LOCKSTEP_NUMBER *losses, LOCKSTEP_NUMBER *probabilities);
  /// Row i takes upstream[i · upstream_step]; in place of the probabilities or not.
  void (*target_cross_entropy_gradient)( const lockstep_targets *targets, long rows, long classes,
                                        const LOCKSTEP_NUMBER *upstream, long upstream_step,
                                        const LOCKSTEP_NUMBER *probabilities, const int32_t *labels,
                                        LOCKSTEP_NUMBER *dx);
  void (*layer_norm)(long rows, long columns, double epsilon, const LOCKSTEP_NUMBER *x,
                     const LOCKSTEP_NUMBER *gamma, const LOCKSTEP_NUMBER *beta, LOCKSTEP_NUMBER *y,
                     LOCKSTEP_NUMBER *normalized, LOCKSTEP_NUMBER *inverse);
  lockstep_norm_gradient layer_norm_gradient;
  /// The same without a mean and without a shift.
  void (*rms_norm)(long rows, long columns, double epsilon, const LOCKSTEP_NUMBER *x,
                   const LOCKSTEP_NUMBER *gamma, LOCKSTEP_NUMBER *y, LOCKSTEP_NUMBER *normalized,
                   LOCKSTEP_NUMBER *inverse);
  lockstep_norm_gradient rms_norm_gradient;
  /// Writes columns first_column ..< last_column of rows first_row ..< last_row of y.
  void (*scatter_add)(const lockstep_scatter *scatter, long first_row, long last_row,
                      long first_column, long last_column);

  // Attention: a head is one of all batches' heads; rows are queries of it or, for the gradients of
  // keys and values, keys.
  /// Numbers of scratch that the two kernels over queries, or the one over keys, need.
  long (*attention_query_scratch)(const lockstep_attention *attention);
  long (*attention_key_scratch)(const lockstep_attention *attention);
  void (*attention)(const lockstep_attention *attention, long head, long first, long last,
                    LOCKSTEP_NUMBER *scratch);
  /// Writes dq, and ds [queries, keys] of the head for `attention_key_gradients`.
  void (*attention_query_gradients)(const lockstep_attention *attention, long head, long first,
                                    long last, LOCKSTEP_NUMBER *ds, LOCKSTEP_NUMBER *scratch);
  /// Writes dk and dv.
  void (*attention_key_gradients)(const lockstep_attention *attention, long head, long first,
                                  long last, const LOCKSTEP_NUMBER *ds, LOCKSTEP_NUMBER *scratch);

  // Recurrent cells: numbers of packed weights, and of scratch for one call.
  long (*recurrent_packed_size)(long gates, long hidden);
  long (*recurrent_scratch)(long gates, long hidden);
  void (*recurrent_pack)(long gates, long hidden, const LOCKSTEP_NUMBER *weight,
                         const LOCKSTEP_NUMBER *_Nullable bias, LOCKSTEP_NUMBER *packed);
  void (*recurrent_pack_gradient)(long gates, long hidden, const LOCKSTEP_NUMBER *weight,
                                  LOCKSTEP_NUMBER *packed);
  lockstep_recurrent_kernel lstm;
  lockstep_recurrent_kernel lstm_gradient;
  lockstep_recurrent_kernel gru;
  lockstep_recurrent_kernel gru_gradient;

  // Training.
  /// Elements first ..< first + count of a tensor, x and y at element `first`, a multiple of 4; in
  /// place or not.
  void (*dropout)(long first, long count, const lockstep_mask *mask, const LOCKSTEP_NUMBER *x,
                  LOCKSTEP_NUMBER *y);
  /// `b` is not touched without momentum and may be NULL then.
  void (*sgd)(long count, const lockstep_sgd *scalars, const LOCKSTEP_NUMBER *g, LOCKSTEP_NUMBER *p,
              LOCKSTEP_NUMBER *_Nullable b);
  void (*adam)(long count, const lockstep_adam *scalars, const LOCKSTEP_NUMBER *g,
               LOCKSTEP_NUMBER *p, LOCKSTEP_NUMBER *m, LOCKSTEP_NUMBER *v);
  void (*clip_factor)(long count, double maximum, const double *squares, LOCKSTEP_NUMBER *norm,
                      LOCKSTEP_NUMBER *factor);
} lockstep_reals;

#pragma clang assume_nonnull end

#endif  // LOCKSTEP_REAL_KERNELS_H
