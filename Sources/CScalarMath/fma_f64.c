#ifndef __clang__
#error "Lockstep's C code needs clang: other compilers ignore #pragma STDC FP_CONTRACT OFF."
#endif
#pragma STDC FP_CONTRACT OFF

#include "scalar_math.h"

double lockstep_fma_f64(double a, double b, double c) { return lockstep_fma_f64_inline(a, b, c); }
