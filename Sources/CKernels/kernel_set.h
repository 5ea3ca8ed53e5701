// Compiles all kernels for one instruction set. No include guard: each kernels_*.c includes it
// once, after defining LOCKSTEP_TABLE, LOCKSTEP_VECTOR_FLOATS, LOCKSTEP_TILE_ROWS and
// LOCKSTEP_FMA_IN_HARDWARE, inside the `target` attribute of its set.

#pragma STDC FP_CONTRACT OFF

#include "vector.h"

#include "elementwise.h"
#include "functions.h"
#include "pairs.h"
#include "number_f64.h"
#include "functions_f64.h"
#include "sum_blocks.h"
#include "sum_columns.h"
#include "indexed_rows.h"
#include "strided_sums.h"
#include "matmul_tile.h"
#include "matmul_packing.h"
#include "vector_product.h"
#include "matmul_cuts.h"
#include "matmul_strips.h"
#include "matmul.h"
#include "matmul_f64.h"
#include "copy_planes.h"
#include "convolution_plan.h"
#include "convolution_tile.h"
#include "convolution_places.h"
#include "convolution_weight_tile.h"
#include "convolution_weights.h"
#include "convolution.h"
#include "convert.h"
#include "extremum.h"
#include "extremum_f64.h"
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
#include "number_f32.h"
#include "extremum_gradient.h"
#include "cross_entropy.h"
#include "softmax.h"
#include "layer_norm.h"
#include "dropout.h"
#include "optimizers.h"
#include "clip_factor.h"
#include "number_f64.h"
#include "extremum_gradient.h"
#include "cross_entropy.h"
#include "softmax.h"
#include "layer_norm.h"
#include "dropout.h"
#include "optimizers.h"
#include "clip_factor.h"
#include "scalars.h"
#include "probes.h"

const lockstep_kernels LOCKSTEP_TABLE = {
    .fill_f32 = fill_f32,
    .fill_f64 = fill_f64,
    .copy_planes = copy_planes,
    .convert = convert,
    .negate = negate,
    .absolute = absolute,
    .sign = sign,
    .reciprocal = reciprocal,
    .square = square,
    .square_root = square_root,
    .relu = relu,
    .exp = exp_elements,
    .exp2 = exp2_elements,
    .expm1 = expm1_elements,
    .log = log_elements,
    .log1p = log1p_elements,
    .sinpi = sinpi_elements,
    .cospi = cospi_elements,
    .tanh = tanh_elements,
    .sigmoid = sigmoid_elements,
    .softplus = softplus_elements,
    .rsqrt = rsqrt_elements,
    .erf = erf_elements,
    .silu = silu_elements,
    .gelu = gelu_elements,
    .gelu_tanh = gelu_tanh_elements,
    .negate_gradient = negate_gradient,
    .absolute_gradient = absolute_gradient,
    .sign_gradient = sign_gradient,
    .reciprocal_gradient = reciprocal_gradient,
    .square_gradient = square_gradient,
    .square_root_gradient = square_root_gradient,
    .relu_gradient = relu_gradient,
    .multiply = multiply,
    .exp2_gradient = exp2_gradient,
    .expm1_gradient = expm1_gradient,
    .log_gradient = log_gradient,
    .log1p_gradient = log1p_gradient,
    .sinpi_gradient = sinpi_gradient,
    .cospi_gradient = cospi_gradient,
    .tanh_gradient = tanh_gradient,
    .sigmoid_gradient = sigmoid_gradient,
    .softplus_gradient = softplus_gradient,
    .rsqrt_gradient = rsqrt_gradient,
    .erf_gradient = erf_gradient,
    .silu_with_derivative = silu_with_derivative,
    .gelu_with_derivative = gelu_with_derivative,
    .gelu_tanh_with_derivative = gelu_tanh_with_derivative,
    .negate_f64 = negate_f64,
    .absolute_f64 = absolute_f64,
    .sign_f64 = sign_f64,
    .reciprocal_f64 = reciprocal_f64,
    .square_f64 = square_f64,
    .square_root_f64 = square_root_f64,
    .relu_f64 = relu_f64,
    .negate_gradient_f64 = negate_gradient_f64,
    .absolute_gradient_f64 = absolute_gradient_f64,
    .sign_gradient_f64 = sign_gradient_f64,
    .reciprocal_gradient_f64 = reciprocal_gradient_f64,
    .square_gradient_f64 = square_gradient_f64,
    .square_root_gradient_f64 = square_root_gradient_f64,
    .relu_gradient_f64 = relu_gradient_f64,
    .exp_f64 = exp_elements_f64,
    .log_f64 = log_elements_f64,
    .sigmoid_f64 = sigmoid_elements_f64,
    .exp_gradient_f64 = exp_gradient_f64,
    .log_gradient_f64 = log_gradient_f64,
    .sigmoid_gradient_f64 = sigmoid_gradient_f64,
    .f32 = {add_f32, subtract_f32, multiply_f32, divide_f32, minimum_f32, maximum_f32, equal_f32,
            not_equal_f32, less_f32, less_equal_f32},
    .f64 = {add_f64, subtract_f64, multiply_f64, divide_f64, minimum_f64, maximum_f64, equal_f64,
            not_equal_f64, less_f64, less_equal_f64},
    .i32 = {add_i32, subtract_i32, multiply_i32, NULL, minimum_i32, maximum_i32, equal_i32,
            not_equal_i32, less_i32, less_equal_i32},
    .i64 = {add_i64, subtract_i64, multiply_i64, NULL, minimum_i64, maximum_i64, equal_i64,
            not_equal_i64, less_i64, less_equal_i64},
    .u8 = {NULL, NULL, NULL, NULL, minimum_u8, maximum_u8, equal_u8, not_equal_u8, less_u8,
           less_equal_u8},
    .select = select_rows,
    .scale = scale,
    .divide_by = divide_by,
    .add_row = add_row,
    .repeat_row = repeat_row,
    .block_sums = block_sums,
    .square_block_sums_f64 = square_block_sums_f64,
    .square_block_sums = square_block_sums,
    .fold_f32 = fold_f32,
    .fold_f64 = fold_f64,
    .row_sums = row_sums,
    .column_sums = column_sums,
    .strided_sums = strided_sums,
    .strided_sums_f64 = strided_sums_f64,
    .strided_sums_i32 = strided_sums_i32,
    .strided_sums_i64 = strided_sums_i64,
    .matmul_scratch = matmul_scratch,
    .matmul_packing_tasks = matmul_packing_tasks,
    .matmul_tile_tasks = matmul_tile_tasks,
    .matmul_pack = matmul_pack,
    .matmul_tile = matmul_tile,
    .matmul_f64 = matmul_f64,
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
    .extremum_f64 = extremum_f64,
    .row_extrema = row_extrema,
    .column_extrema = column_extrema,
    .join_places = join_places,
    .gather = gather,
    .sort_positions = sort_positions,
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
    .real_f32 = {
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
        .dropout = dropout,
        .sgd = sgd,
        .adam = adam,
        .clip_factor = clip_factor,
    },
    .real_f64 = {
        .extremum_gradient = extremum_gradient_f64,
        .softmax = softmax_f64,
        .log_softmax = log_softmax_f64,
        .softmax_gradient = softmax_gradient_f64,
        .log_softmax_gradient = log_softmax_gradient_f64,
        .cross_entropy = cross_entropy_f64,
        .cross_entropy_gradient = cross_entropy_gradient_f64,
        .target_cross_entropy = target_cross_entropy_f64,
        .target_cross_entropy_gradient = target_cross_entropy_gradient_f64,
        .layer_norm = layer_norm_f64,
        .layer_norm_gradient = layer_norm_gradient_f64,
        .rms_norm = rms_norm_f64,
        .rms_norm_gradient = rms_norm_gradient_f64,
        .dropout = dropout_f64,
        .sgd = sgd_f64,
        .adam = adam_f64,
        .clip_factor = clip_factor_f64,
    },
    .count_equal = count_equal,
    .accumulate = accumulate,
    .probe = probe,
};
