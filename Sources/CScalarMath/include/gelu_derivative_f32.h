#ifndef LOCKSTEP_GELU_DERIVATIVE_F32_H
#define LOCKSTEP_GELU_DERIVATIVE_F32_H

#include "gelu_derivative_f32_rows.h"
#include "normal_tail.h"

#pragma STDC FP_CONTRACT OFF

/// The derivative of GELU, Phi(x) + x phi(x) with the standard normal distribution function Phi and
/// density phi, correctly rounded to binary32.
///
/// **Numerics**: round to nearest even for every input, subnormal results included; 1/2 at +-0, 1
/// at +inf, -0 at -inf, its limit from below; NaN gives the canonical NaN. Near the root at -0.752
/// the tabulated value and slope cancel exactly, so that the result stays accurate. The value is
/// carried as a sum of two binary64 numbers to a single final rounding, in individually rounded
/// binary64 operations, so every instruction set computes the same bits. That they suffice is
/// proved by trying all inputs (Scripts/prove-scalar-math.c). Branch-free: loops over it vectorise.
LOCKSTEP_ALWAYS_INLINE float lockstep_gelu_derivative_f32_inline(float x) {
  const double a = lockstep_bounded_magnitude(x, LOCKSTEP_NORMAL_BOUND);
  const lockstep_double_double reflected =
      lockstep_evaluate_normal(lockstep_gelu_derivative_f32_rows, a);
  return lockstep_round_activation_derivative(x, reflected);
}

#endif  // LOCKSTEP_GELU_DERIVATIVE_F32_H
