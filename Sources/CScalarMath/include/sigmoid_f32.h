#ifndef LOCKSTEP_SIGMOID_F32_H
#define LOCKSTEP_SIGMOID_F32_H

#include "extended_exp.h"

#pragma STDC FP_CONTRACT OFF

/// The logistic function 1 / (1 + e^-x), correctly rounded to binary32.
///
/// **Numerics**: round to nearest even for every input, subnormal results included;
/// sigmoid(+-0) = 1/2, sigmoid(-inf) = +0, sigmoid(+inf) = 1, NaN gives the canonical NaN.
/// With u = e^-|x| - 1 it is 1/2 -+ (u / 2) / (2 + u), and e^-|x| / (2 + u) for x well below 0,
/// where that difference would cancel. Near 0 the correction to 1/2 must be accurate relative to
/// itself: 1/2 + x / 4 can be the midpoint of two binary32 numbers, and the next term, x^3 / 48,
/// decides. Sums of two binary64 numbers up to a single final rounding, in individually rounded
/// binary64 operations, so every instruction set computes the same bits. That they suffice is
/// proved by trying all inputs (Scripts/prove-scalar-math.c). Branch-free: loops over it vectorise.
LOCKSTEP_ALWAYS_INLINE float lockstep_sigmoid_f32_inline(float x) {
  const float magnitude = lockstep_f32_from_bits(lockstep_bits_f32(x) & 0x7fffffffu);
  // Beyond this bound the result is 0 or 1, which the final conversion yields.
  const double v = (double)(magnitude < 104.0f ? magnitude : 104.0f);
  const lockstep_extended_exp e = lockstep_extend_exp(-v);
  const lockstep_double_double power = lockstep_exp_value(e);
  const lockstep_double_double u = lockstep_exp_value_minus_one(e);

  const int from_half = x > -0.25f;
  const double half = x > 0.0f ? -0.5 : 0.5;
  const double base = from_half ? 0.5 : 0.0;
  const lockstep_double_double numerator = {from_half ? half * u.high : power.high,
                                            from_half ? half * u.low : power.low};
  const lockstep_double_double two_plus_u = lockstep_ordered_sum(2.0, u.high);
  const lockstep_double_double denominator = {two_plus_u.high, two_plus_u.low + u.low};
  const lockstep_double_double quotient = lockstep_quotient(numerator, denominator);
  const lockstep_double_double sum = lockstep_ordered_sum(base, quotient.high);
  const lockstep_double_double value = {sum.high, sum.low + quotient.low};
  const float result = lockstep_round_double_double_f32(value);
  return x == x ? result : lockstep_f32_from_bits(LOCKSTEP_CANONICAL_NAN_BITS);
}

#endif  // LOCKSTEP_SIGMOID_F32_H
