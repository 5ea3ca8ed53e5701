// 128-bit vectors of arm64.
#pragma STDC FP_CONTRACT OFF

#if defined(__aarch64__)

#include "set_neon.h"
#include "number_f32.h"

#include "kernel_tables.h"

#include "real_set.h"
#include "kernel_set.h"

#endif
