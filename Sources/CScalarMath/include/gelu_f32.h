#ifndef LOCKSTEP_GELU_F32_H
#define LOCKSTEP_GELU_F32_H

#include "gelu_f32_rows.h"
#include "normal_tail.h"

#pragma STDC FP_CONTRACT OFF

/// GELU, x Phi(x) with the standard normal distribution function Phi, correctly rounded to
/// binary32.
///
/// **Numerics**: round to nearest even for every input, subnormal results included; gelu(+-0) =
/// +-0, gelu(+inf) = +inf, gelu(-inf) = -0, its limit from below; NaN gives the canonical NaN. As
/// x approaches 0 the result lies just above x / 2, which for an odd subnormal x is the midpoint of
/// two binary32 numbers; so the value is carried as a sum of two binary64 numbers to a single final
/// rounding. Only individually rounded binary64 operations are used, so every instruction set
/// computes the same bits. That they suffice is proved by trying all inputs
/// (Scripts/prove-scalar-math.c). Branch-free: loops over it vectorise.
///
/// **Reference**: D. Hendrycks, K. Gimpel, "Gaussian Error Linear Units (GELUs)", 2016.
LOCKSTEP_ALWAYS_INLINE float lockstep_gelu_f32_inline(float x) {
  const double a = lockstep_bounded_magnitude(x, LOCKSTEP_NORMAL_BOUND);
  const lockstep_double_double reflected = lockstep_evaluate_normal(lockstep_gelu_f32_rows, a);
  return lockstep_round_activation(x, reflected);
}

#endif  // LOCKSTEP_GELU_F32_H
