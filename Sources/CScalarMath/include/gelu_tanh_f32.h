#ifndef LOCKSTEP_GELU_TANH_F32_H
#define LOCKSTEP_GELU_TANH_F32_H

#include "gelu_tanh_f32_rows.h"
#include "gelu_tanh_parts.h"

#pragma STDC FP_CONTRACT OFF

/// The tanh form of GELU, x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2 with the real square
/// root and the decimal 0.044715, correctly rounded to binary32.
///
/// **Numerics**: round to nearest even for every input, subnormal results included;
/// gelu_tanh(+-0) = +-0, gelu_tanh(+inf) = +inf, gelu_tanh(-inf) = -0, its limit from below; NaN
/// gives the canonical NaN. As x approaches 0 the result lies just above x / 2, which for an odd
/// subnormal x is the midpoint of two binary32 numbers; so the value is carried as a sum of two
/// binary64 numbers to a single final rounding. Only individually rounded binary64 operations are
/// used, so every instruction set computes the same bits. That they suffice is proved by trying all
/// inputs (Scripts/prove-scalar-math.c). Branch-free: loops over it vectorise.
///
/// **Reference**: D. Hendrycks, K. Gimpel, "Gaussian Error Linear Units (GELUs)", 2016.
LOCKSTEP_ALWAYS_INLINE float lockstep_gelu_tanh_f32_inline(float x) {
  const double a = lockstep_bounded_magnitude(x, LOCKSTEP_GELU_TANH_BOUND);
  const lockstep_double_double near = lockstep_expand_to_four(lockstep_gelu_tanh_f32_rows, a);

  // At -a it is -e (a - a e / (1 + e)), e = e^-u(a).
  const lockstep_double_double e = lockstep_gelu_tanh_exponential(lockstep_raise_odd_powers(a));
  const lockstep_double_double factor = {-a, a * e.high / (1.0 + e.high)};
  const lockstep_double_double tail = lockstep_double_double_product(e, factor);
  return lockstep_round_activation(x, lockstep_select_tail(a, near, tail));
}

#endif  // LOCKSTEP_GELU_TANH_F32_H
