// Compiles all other kernels of one instruction set. No include guard: each kernels_*.c that has
// included real_set.h for binary32 includes it once, inside the `target` attribute of its set.

#pragma STDC FP_CONTRACT OFF

#include "pairs.h"
#include "strided_integer_sums.h"
#include "indexed_rows.h"
#include "copy_planes.h"
#include "convert.h"
#include "scalars.h"
#include "probes.h"

const lockstep_kernels LOCKSTEP_SET(lockstep_kernels) = {
    .copy_planes = copy_planes,
    .convert = convert,
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
    .strided_sums_i32 = strided_sums_i32,
    .strided_sums_i64 = strided_sums_i64,
    .gather = gather,
    .sort_positions = sort_positions,
    .real_f32 = &LOCKSTEP_SET(lockstep_reals_f32),
    .real_f64 = &LOCKSTEP_SET(lockstep_reals_f64),
    .count_equal = count_equal,
    .accumulate = accumulate,
    .probe = probe,
};
