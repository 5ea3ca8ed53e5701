#ifndef LOCKSTEP_EXTENDED_EXP_H
#define LOCKSTEP_EXTENDED_EXP_H

// The exponential with a few bits more than binary64 has, for functions made of it.

#include "double_double.h"
#include "exp_f32_coefficients.h"
#include "extended_exp_coefficients.h"

#pragma STDC FP_CONTRACT OFF

/// e^v = scale * (1 + fraction), with |fraction| < 0.42.
typedef struct {
  /// 2^k.
  double scale;
  /// e^r - 1 for the reduced argument r = v - k ln 2.
  lockstep_double_double fraction;
} lockstep_extended_exp;

/// e^r - 1 for r = r_high + r_low, |r| <= ln 2 / 2, |r_low| small beside |r_high|.
///
/// **Numerics**: r and r^2 / 2 enter exactly, up to 26 bits of r and products with the rest; the
/// terms from r^3 on are one binary64 number. So the relative error is below 2^-56, and falls with
/// r^2 as r approaches 0.
LOCKSTEP_ALWAYS_INLINE lockstep_double_double lockstep_expm1_reduced(double r_high, double r_low) {
  const double head = lockstep_leading_bits(r_high);
  const double rest = (r_high - head) + r_low;
  const double r = r_high + r_low;

  // Even and odd coefficients separately: two short dependency chains instead of a long one.
  const double z = r * r;
  double even = LOCKSTEP_EXPM1_C_8;
  even = even * z + LOCKSTEP_EXPM1_C_6;
  even = even * z + LOCKSTEP_EXPM1_C_4;
  even = even * z + LOCKSTEP_EXPM1_C_2;
  even = even * z + LOCKSTEP_EXPM1_C_0;
  double odd = LOCKSTEP_EXPM1_C_9;
  odd = odd * z + LOCKSTEP_EXPM1_C_7;
  odd = odd * z + LOCKSTEP_EXPM1_C_5;
  odd = odd * z + LOCKSTEP_EXPM1_C_3;
  odd = odd * z + LOCKSTEP_EXPM1_C_1;
  const double cubic = (r * z) * (even + r * odd);

  const lockstep_double_double sum = lockstep_ordered_sum(head, 0.5 * (head * head));
  const double square_rest = rest * (head + 0.5 * rest);
  // Summed anew: a quotient needs a low part that is small beside the high one.
  return lockstep_ordered_sum(sum.high, sum.low + (rest + (square_rest + cubic)));
}

/// e^v for |v| <= 110, v of at most 24 bits.
LOCKSTEP_ALWAYS_INLINE lockstep_extended_exp lockstep_extend_exp(double v) {
  const double shifted = v * LOCKSTEP_EXP_INVERSE_LN2 + LOCKSTEP_INTEGER_ROUNDER;
  const double k = shifted - LOCKSTEP_INTEGER_ROUNDER;
  // 2^k: the low bits of `shifted` hold k; the shift drops all others.
  const double scale =
      lockstep_f64_from_bits((lockstep_bits_f64(shifted) << 52) + ((uint64_t)1023 << 52));
  // The difference is exact.
  const lockstep_double_double fraction =
      lockstep_expm1_reduced(v - k * LOCKSTEP_EXP_LN2_HIGH, 0.0 - k * LOCKSTEP_EXP_LN2_LOW);
  const lockstep_extended_exp result = {scale, fraction};
  return result;
}

/// e^v itself.
LOCKSTEP_ALWAYS_INLINE lockstep_double_double lockstep_exp_value(lockstep_extended_exp e) {
  const lockstep_double_double sum = lockstep_ordered_sum(1.0, e.fraction.high);
  const lockstep_double_double result = {e.scale * sum.high,
                                         e.scale * (sum.low + e.fraction.low)};
  return result;
}

/// e^v - 1; its relative accuracy does not suffer as v approaches 0.
LOCKSTEP_ALWAYS_INLINE lockstep_double_double
lockstep_exp_value_minus_one(lockstep_extended_exp e) {
  // Zero, or no less than the scaled fraction in magnitude.
  const lockstep_double_double base = lockstep_exact_sum(e.scale, -1.0);
  const lockstep_double_double sum = lockstep_ordered_sum(base.high, e.scale * e.fraction.high);
  const lockstep_double_double result = {sum.high,
                                         sum.low + (base.low + e.scale * e.fraction.low)};
  return result;
}

#endif  // LOCKSTEP_EXTENDED_EXP_H
