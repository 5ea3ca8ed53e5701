// Compiles all kernels for one instruction set. No include guard: each kernels_*.c includes it
// once, after defining LOCKSTEP_TABLE, LOCKSTEP_VECTOR_FLOATS, LOCKSTEP_TILE_ROWS and
// LOCKSTEP_FMA_IN_HARDWARE, inside the `target` attribute of its set.

#pragma STDC FP_CONTRACT OFF

#include "vector.h"

#include "elementwise.h"
#include "sum_blocks.h"
#include "sum_columns.h"
#include "indexed_rows.h"
#include "matmul_tile.h"
#include "matmul_packing.h"
#include "matmul.h"
#include "argmax.h"
#include "cross_entropy.h"
#include "layer_norm.h"
#include "attention_tile.h"
#include "attention.h"
#include "attention_gradient.h"
#include "dropout.h"
#include "optimizers.h"
#include "scalars.h"
#include "probes.h"

const lockstep_kernels LOCKSTEP_TABLE = {
    .fill_f32 = fill_f32,
    .fill_f64 = fill_f64,
    .negate = negate,
    .relu = relu,
    .square_root = square_root,
    .exp = exp_elements,
    .log = log_elements,
    .sinpi = sinpi_elements,
    .cospi = cospi_elements,
    .add = add,
    .subtract = subtract,
    .multiply = multiply,
    .divide = divide,
    .relu_gradient = relu_gradient,
    .scale = scale,
    .divide_by = divide_by,
    .add_row = add_row,
    .repeat_row = repeat_row,
    .block_sums = block_sums,
    .square_block_sums = square_block_sums,
    .fold_f32 = fold_f32,
    .fold_f64 = fold_f64,
    .row_sums = row_sums,
    .column_sums = column_sums,
    .matmul_scratch = matmul_scratch,
    .matmul_packing_tasks = matmul_packing_tasks,
    .matmul_tile_tasks = matmul_tile_tasks,
    .matmul_pack = matmul_pack,
    .matmul_tile = matmul_tile,
    .cross_entropy = cross_entropy,
    .cross_entropy_gradient = cross_entropy_gradient,
    .layer_norm = layer_norm,
    .layer_norm_gradient = layer_norm_gradient,
    .argmax = argmax,
    .gather = gather,
    .sort_positions = sort_positions,
    .scatter_add = scatter_add,
    .attention_query_scratch = attention_query_scratch,
    .attention_key_scratch = attention_key_scratch,
    .attention = attention,
    .attention_query_gradients = attention_query_gradients,
    .attention_key_gradients = attention_key_gradients,
    .dropout = dropout,
    .sgd = sgd,
    .adam = adam,
    .clip_factor = clip_factor,
    .count_equal = count_equal,
    .accumulate = accumulate,
    .probe = probe,
};
