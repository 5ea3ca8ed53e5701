// 512-bit vectors: the subsets f, dq, bw and vl.
#pragma STDC FP_CONTRACT OFF
#include "kernel_tables.h"

#if defined(__x86_64__)

#define LOCKSTEP_TABLE lockstep_kernels_avx512
#define LOCKSTEP_VECTOR_FLOATS 16
#define LOCKSTEP_TILE_ROWS 12
#define LOCKSTEP_FMA_IN_HARDWARE 1

#pragma clang attribute push( \
    __attribute__((target("avx2,fma,avx512f,avx512dq,avx512bw,avx512vl"))), apply_to = function)
#include "kernel_set.h"
#pragma clang attribute pop

#endif
