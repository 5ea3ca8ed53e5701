// 256-bit vectors and fma: x86-64 processors since 2013.
#pragma STDC FP_CONTRACT OFF
#include "kernel_tables.h"

#if defined(__x86_64__)

#define LOCKSTEP_TABLE lockstep_kernels_avx2
#define LOCKSTEP_VECTOR_FLOATS 8
#define LOCKSTEP_TILE_ROWS 6
#define LOCKSTEP_FMA_IN_HARDWARE 1

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "kernel_set.h"
#pragma clang attribute pop

#endif
