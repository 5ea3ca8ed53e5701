// 128-bit vectors and fma: every arm64 processor.
#pragma STDC FP_CONTRACT OFF
#include "kernel_tables.h"

#if defined(__aarch64__)

#define LOCKSTEP_TABLE lockstep_kernels_neon
#define LOCKSTEP_VECTOR_FLOATS 4
#define LOCKSTEP_TILE_ROWS 8
#define LOCKSTEP_FMA_IN_HARDWARE 1

#include "kernel_set.h"

#endif
