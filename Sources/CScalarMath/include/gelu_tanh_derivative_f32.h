#ifndef LOCKSTEP_GELU_TANH_DERIVATIVE_F32_H
#define LOCKSTEP_GELU_TANH_DERIVATIVE_F32_H

#include "gelu_tanh_derivative_f32_rows.h"
#include "gelu_tanh_parts.h"

#pragma STDC FP_CONTRACT OFF

/// The derivative of the tanh form of GELU, s (1 + x u'(x) (1 - s)) with
/// u(x) = sqrt(8 / pi) (x + 0.044715 x^3) and s = 1 / (1 + e^-u(x)), correctly rounded to binary32.
///
/// **Numerics**: round to nearest even for every input, subnormal results included; 1/2 at +-0, 1
/// at +inf, -0 at -inf, its limit from below; NaN gives the canonical NaN. Near the root at -0.752
/// the tabulated value and slope cancel exactly, so that the result stays accurate. The value is
/// carried as a sum of two binary64 numbers to a single final rounding, in individually rounded
/// binary64 operations, so every instruction set computes the same bits. That they suffice is
/// proved by trying all inputs (Scripts/prove-scalar-math.c). Branch-free: loops over it vectorise.
LOCKSTEP_ALWAYS_INLINE float lockstep_gelu_tanh_derivative_f32_inline(float x) {
  const double a = lockstep_bounded_magnitude(x, LOCKSTEP_GELU_TANH_BOUND);
  const lockstep_double_double near =
      lockstep_expand_to_four(lockstep_gelu_tanh_derivative_f32_rows, a);

  // At -a it is e ((1 - w) + d (w (2 - d) - 1)), e = e^-u(a), d = e / (1 + e), w = a u'(a).
  const lockstep_odd_powers powers = lockstep_raise_odd_powers(a);
  const lockstep_double_double e = lockstep_gelu_tanh_exponential(powers);
  const lockstep_double_double w = lockstep_odd_cubic(
      powers, LOCKSTEP_GELU_TANH_SLOPE_HIGH, LOCKSTEP_GELU_TANH_SLOPE_LOW,
      LOCKSTEP_GELU_TANH_TRIPLE_CUBIC_HIGH, LOCKSTEP_GELU_TANH_TRIPLE_CUBIC_LOW);
  const double d = e.high / (1.0 + e.high);
  const lockstep_double_double difference = lockstep_exact_sum(1.0, -w.high);
  const lockstep_double_double factor = {
      difference.high, (difference.low - w.low) + d * ((w.high + w.low) * (2.0 - d) - 1.0)};
  const lockstep_double_double tail = lockstep_double_double_product(e, factor);
  return lockstep_round_activation_derivative(x, lockstep_select_tail(a, near, tail));
}

#endif  // LOCKSTEP_GELU_TANH_DERIVATIVE_F32_H
