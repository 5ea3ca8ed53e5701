#ifndef LOCKSTEP_SILU_DERIVATIVE_F32_H
#define LOCKSTEP_SILU_DERIVATIVE_F32_H

#include "activation_parts.h"
#include "silu_derivative_f32_rows.h"

#pragma STDC FP_CONTRACT OFF

/// The derivative of SiLU, s (1 + x (1 - s)) with s = 1 / (1 + e^-x), correctly rounded to
/// binary32.
///
/// **Numerics**: round to nearest even for every input, subnormal results included; 1/2 at +-0, 1
/// at +inf, -0 at -inf, its limit from below; NaN gives the canonical NaN. Near the root at -1.278
/// the tabulated value and slope cancel exactly, so that the result stays accurate. The value is
/// carried as a sum of two binary64 numbers to a single final rounding, in individually rounded
/// binary64 operations, so every instruction set computes the same bits. That they suffice is
/// proved by trying all inputs (Scripts/prove-scalar-math.c). Branch-free: loops over it vectorise.
LOCKSTEP_ALWAYS_INLINE float lockstep_silu_derivative_f32_inline(float x) {
  // The derivative at -110 rounds to -0.
  const double a = lockstep_bounded_magnitude(x, 110.0);
  const lockstep_double_double near =
      lockstep_expand_to_four(lockstep_silu_derivative_f32_rows, a);

  // At -a it is e ((1 - a) + d (a (2 - d) - 1)), e = e^-a, d = e / (1 + e).
  const lockstep_double_double exponent = {-a, 0.0};
  const lockstep_double_double e = lockstep_exp_double_double(exponent);
  const double d = e.high / (1.0 + e.high);
  const lockstep_double_double factor = {1.0 - a, d * (a * (2.0 - d) - 1.0)};
  const lockstep_double_double tail = lockstep_double_double_product(e, factor);
  return lockstep_round_activation_derivative(x, lockstep_select_tail(a, near, tail));
}

#endif  // LOCKSTEP_SILU_DERIVATIVE_F32_H
