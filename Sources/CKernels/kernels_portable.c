// The set that runs on every processor: baseline instructions, and fma in software where they lack
// it.
#pragma STDC FP_CONTRACT OFF
#include "kernel_tables.h"

#define LOCKSTEP_TABLE lockstep_kernels_portable
#define LOCKSTEP_VECTOR_FLOATS 4
#define LOCKSTEP_TILE_ROWS 4
#if defined(__FMA__) || defined(__aarch64__)
#define LOCKSTEP_FMA_IN_HARDWARE 1
#else
#define LOCKSTEP_FMA_IN_HARDWARE 0
#endif

#include "kernel_set.h"
