// Compiles what binary32 and binary64 have in common, for one of them and one instruction set. No
// include guard: each kernels_*.c includes it once, after number_f32.h or number_f64.h.

#pragma STDC FP_CONTRACT OFF

#include "vector.h"

#include "numbers_as_words.h"
#include "elementwise.h"
#if NUMBER_BITS == 32
#include "functions.h"
#else
#include "functions_f64.h"
#include "error_functions_f64.h"
#endif
#include "repeated_rows.h"
#include "sum_blocks.h"
#include "sum_columns.h"
#include "scatter_add.h"
#include "strided_sums.h"
#include "matmul_tile.h"
#include "matmul_packing.h"
#include "vector_product.h"
#include "matmul_cuts.h"
#include "matmul_strips.h"
#include "matmul.h"
#include "convolution_plan.h"
#include "convolution_tile.h"
#include "convolution_places.h"
#include "convolution_weight_tile.h"
#include "convolution_weights.h"
#include "convolution.h"
#include "extremum.h"
#include "extremum_gradient.h"
#include "batch_norm.h"
#include "group_norm.h"
#include "pool.h"
#include "attention_tile.h"
#include "attention.h"
#include "attention_gradient.h"
#include "recurrent.h"
#include "lstm.h"
#include "gru.h"
#include "philox.h"
#include "softmax_groups.h"
#include "cross_entropy.h"
#include "softmax.h"
#include "layer_norm.h"
#include "dropout.h"
#include "optimizers.h"
#include "clip_factor.h"

const lockstep_reals LOCKSTEP_REALS = {
    .fill = fill_bits,
    .negate = negate,
    .absolute = absolute,
    .sign = sign,
    .reciprocal = reciprocal,
    .square = square,
    .square_root = square_root,
    .relu = relu,
    .exp = exp_elements,
    .log = log_elements,
    .sigmoid = sigmoid_elements,
    .negate_gradient = negate_gradient,
    .absolute_gradient = absolute_gradient,
    .sign_gradient = sign_gradient,
    .reciprocal_gradient = reciprocal_gradient,
    .square_gradient = square_gradient,
    .square_root_gradient = square_root_gradient,
    .relu_gradient = relu_gradient,
    .multiply = multiply_elements,
    .log_gradient = log_gradient,
    .sigmoid_gradient = sigmoid_gradient,
    .exp2 = exp2_elements,
    .expm1 = expm1_elements,
    .log1p = log1p_elements,
    .sinpi = sinpi_elements,
    .cospi = cospi_elements,
    .tanh = tanh_elements,
    .softplus = softplus_elements,
    .rsqrt = rsqrt_elements,
    .erf = erf_elements,
    .silu = silu_elements,
    .gelu = gelu_elements,
    .gelu_tanh = gelu_tanh_elements,
    .exp2_gradient = exp2_gradient,
    .expm1_gradient = expm1_gradient,
    .log1p_gradient = log1p_gradient,
    .sinpi_gradient = sinpi_gradient,
    .cospi_gradient = cospi_gradient,
    .tanh_gradient = tanh_gradient,
    .softplus_gradient = softplus_gradient,
    .rsqrt_gradient = rsqrt_gradient,
    .erf_gradient = erf_gradient,
    .silu_with_derivative = silu_with_derivative,
    .gelu_with_derivative = gelu_with_derivative,
    .gelu_tanh_with_derivative = gelu_tanh_with_derivative,
    .scale = scale,
    .divide_by = divide_by,
    .add_row = add_row,
    .repeat_row = repeat_row,
    .block_sums = block_sums,
    .square_block_sums = square_block_sums,
    .fold = fold,
    .row_sums = row_sums,
    .column_sums = column_sums,
    .strided_sums = strided_sums,
    .matmul_scratch = matmul_scratch,
    .matmul_packing_tasks = matmul_packing_tasks,
    .matmul_tile_tasks = matmul_tile_tasks,
    .matmul_pack = matmul_pack,
    .matmul_tile = matmul_tile,
    .convolution_scratch = convolution_scratch,
    .convolution_tasks = convolution_tasks,
    .convolution_task = convolution_task,
    .group_norm = group_norm,
    .group_norm_gradient = group_norm_gradient,
    .column_values = column_values,
    .column_squares = column_squares,
    .column_gradients = column_gradients,
    .fold_rows = fold_rows,
    .inverse_deviation = inverse_deviation,
    .batch_norm = batch_norm,
    .batch_norm_gradient = batch_norm_gradient,
    .max_pool = max_pool,
    .average_pool = average_pool,
    .max_pool_gradient = max_pool_gradient,
    .average_pool_gradient = average_pool_gradient,
    .row_extrema = row_extrema,
    .column_extrema = column_extrema,
    .join_places = join_places,
    .extremum_gradient = extremum_gradient,
    .softmax = softmax,
    .log_softmax = log_softmax,
    .softmax_gradient = softmax_gradient,
    .log_softmax_gradient = log_softmax_gradient,
    .cross_entropy = cross_entropy,
    .cross_entropy_gradient = cross_entropy_gradient,
    .target_cross_entropy = target_cross_entropy,
    .target_cross_entropy_gradient = target_cross_entropy_gradient,
    .layer_norm = layer_norm,
    .layer_norm_gradient = layer_norm_gradient,
    .rms_norm = rms_norm,
    .rms_norm_gradient = rms_norm_gradient,
    .scatter_add = scatter_add,
    .attention_query_scratch = attention_query_scratch,
    .attention_key_scratch = attention_key_scratch,
    .attention = attention,
    .attention_query_gradients = attention_query_gradients,
    .attention_key_gradients = attention_key_gradients,
    .recurrent_packed_size = recurrent_packed_size,
    .recurrent_scratch = recurrent_scratch,
    .recurrent_pack = recurrent_pack,
    .recurrent_pack_gradient = recurrent_pack_gradient,
    .lstm = lstm,
    .lstm_gradient = lstm_gradient,
    .gru = gru,
    .gru_gradient = gru_gradient,
    .dropout = dropout,
    .sgd = sgd,
    .adam = adam,
    .clip_factor = clip_factor,
};
