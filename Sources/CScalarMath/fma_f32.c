#ifndef __clang__
#error "Lockstep's C code needs clang: other compilers ignore #pragma STDC FP_CONTRACT OFF."
#endif
#pragma STDC FP_CONTRACT OFF

#include "scalar_math.h"

float lockstep_fma_f32(float a, float b, float c) { return lockstep_fma_f32_inline(a, b, c); }
