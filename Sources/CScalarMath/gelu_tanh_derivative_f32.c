#ifndef __clang__
#error "Lockstep's C code needs clang: other compilers ignore #pragma STDC FP_CONTRACT OFF."
#endif
#pragma STDC FP_CONTRACT OFF

#include "scalar_math.h"

float lockstep_gelu_tanh_derivative_f32(float x) { return lockstep_gelu_tanh_derivative_f32_inline(x); }
