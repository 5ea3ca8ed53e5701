// 256-bit vectors, binary64.
#pragma STDC FP_CONTRACT OFF

#if defined(__x86_64__)

#include "set_avx2.h"
#include "number_f64.h"

#include "kernel_tables.h"

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "real_set.h"
#pragma clang attribute pop

#endif
