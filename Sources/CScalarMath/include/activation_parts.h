#ifndef LOCKSTEP_ACTIVATION_PARTS_H
#define LOCKSTEP_ACTIVATION_PARTS_H

// What SiLU, GELU and their derivatives have in common.
//
// Each is F(x) = x S(x), or its derivative, with S(x) + S(-x) = 1. So F(x) = x + F(-x) and
// F'(x) = 1 - F'(-x): only negative arguments have to be evaluated. Those near 0 are tabulated; the
// others are an exponential times something simple.

#include "extended_exp.h"
#include "interval_expansion.h"

#pragma STDC FP_CONTRACT OFF

/// Where the tables end.
#define LOCKSTEP_ACTIVATION_TAIL 4.0

/// |x|, or `bound` where x lies beyond it or is NaN.
LOCKSTEP_ALWAYS_INLINE double lockstep_bounded_magnitude(float x, double bound) {
  const double a = (double)lockstep_f32_from_bits(lockstep_bits_f32(x) & 0x7fffffffu);
  return a < bound ? a : bound;
}

/// f(a) from rows for a = 0, 1/16, ..., 4; f(4) beyond them.
LOCKSTEP_ALWAYS_INLINE lockstep_double_double lockstep_expand_to_four(
    const double (*rows)[lockstep_expansion_columns], double magnitude) {
  const double a = magnitude < LOCKSTEP_ACTIVATION_TAIL ? magnitude : LOCKSTEP_ACTIVATION_TAIL;
  const double shifted = 16.0 * a + LOCKSTEP_INTEGER_ROUNDER;
  const double t = a - (shifted - LOCKSTEP_INTEGER_ROUNDER) * 0.0625;
  return lockstep_expand_interval(rows, (uint32_t)lockstep_bits_f64(shifted), t);
}

/// e^(v.high + v.low), |v| <= 110, with a relative error of about 2^-56; v.high is 0 or
/// |v.high| >= 1/2 or has at most 44 bits behind the point, and v.low is small beside it.
LOCKSTEP_ALWAYS_INLINE lockstep_double_double lockstep_exp_double_double(lockstep_double_double v) {
  const double shifted = v.high * LOCKSTEP_EXP_INVERSE_LN2 + LOCKSTEP_INTEGER_ROUNDER;
  const double k = shifted - LOCKSTEP_INTEGER_ROUNDER;
  // 2^k: the low bits of `shifted` hold k; the shift drops all others.
  const double scale =
      lockstep_f64_from_bits((lockstep_bits_f64(shifted) << 52) + ((uint64_t)1023 << 52));
  // The first difference is exact.
  const lockstep_extended_exp e = {
      scale, lockstep_expm1_reduced(v.high - k * LOCKSTEP_EXP_LN2_HIGH,
                                    v.low - k * LOCKSTEP_EXP_LN2_LOW)};
  const lockstep_double_double value = lockstep_exp_value(e);
  return lockstep_ordered_sum(value.high, value.low);
}

/// a * b: the leading bits multiply exactly, the rest to binary64 accuracy.
LOCKSTEP_ALWAYS_INLINE lockstep_double_double
lockstep_double_double_product(lockstep_double_double a, lockstep_double_double b) {
  const double a_head = lockstep_leading_bits(a.high);
  const double a_rest = (a.high - a_head) + a.low;
  const double b_head = lockstep_leading_bits(b.high);
  const double b_rest = (b.high - b_head) + b.low;
  const lockstep_double_double result = {a_head * b_head,
                                         a_head * b_rest + a_rest * (b_head + b_rest)};
  return result;
}

/// `near` below the end of the tables, else `tail`.
LOCKSTEP_ALWAYS_INLINE lockstep_double_double lockstep_select_tail(double magnitude,
                                                          lockstep_double_double near,
                                                          lockstep_double_double tail) {
  const lockstep_double_double result = {
      magnitude < LOCKSTEP_ACTIVATION_TAIL ? near.high : tail.high,
      magnitude < LOCKSTEP_ACTIVATION_TAIL ? near.low : tail.low};
  return result;
}

/// F(x) in binary32 from `reflected` = F(-|x|).
///
/// **Numerics**: +-0 gives +-0, +inf gives +inf, NaN the canonical NaN.
LOCKSTEP_ALWAYS_INLINE float lockstep_round_activation(float x, lockstep_double_double reflected) {
  const lockstep_double_double sum =
      lockstep_exact_sum(x > 0.0f ? (double)x : 0.0, reflected.high);
  const lockstep_double_double value = {sum.high, sum.low + reflected.low};
  const float result = lockstep_round_unordered_sum_f32(value);
  // Far out F(x) rounds to x; this covers the infinity, for which the sums above are no numbers.
  const float number = ((x == 0.0f) | (x > 128.0f)) ? x : result;
  return x == x ? number : lockstep_f32_from_bits(LOCKSTEP_CANONICAL_NAN_BITS);
}

/// F'(x) in binary32 from `reflected` = F'(-|x|).
LOCKSTEP_ALWAYS_INLINE float lockstep_round_activation_derivative(float x,
                                                         lockstep_double_double reflected) {
  const double sign = x > 0.0f ? -1.0 : 1.0;
  const lockstep_double_double sum =
      lockstep_exact_sum(x > 0.0f ? 1.0 : 0.0, sign * reflected.high);
  const lockstep_double_double value = {sum.high, sum.low + sign * reflected.low};
  const float result = lockstep_round_unordered_sum_f32(value);
  return x == x ? result : lockstep_f32_from_bits(LOCKSTEP_CANONICAL_NAN_BITS);
}

#endif  // LOCKSTEP_ACTIVATION_PARTS_H
