#ifndef LOCKSTEP_TANH_F32_H
#define LOCKSTEP_TANH_F32_H

#include "extended_exp.h"

#pragma STDC FP_CONTRACT OFF

/// The hyperbolic tangent of x, correctly rounded to binary32.
///
/// **Numerics**: round to nearest even for every input; tanh(+-0) = +-0, tanh(+-inf) = +-1, NaN
/// gives the canonical NaN. Evaluated as -u / (2 + u) with u = e^(-2|x|) - 1, all of them sums of
/// two binary64 numbers up to a single final rounding, in individually rounded binary64 operations,
/// so every instruction set computes the same bits. That they suffice is proved by trying all
/// inputs (Scripts/prove-scalar-math.c). Branch-free: loops over it vectorise.
///
/// **Reference**: IEEE 754-2019, 9.2 (tanh).
LOCKSTEP_ALWAYS_INLINE float lockstep_tanh_f32_inline(float x) {
  const uint32_t bits = lockstep_bits_f32(x);
  const float magnitude = lockstep_f32_from_bits(bits & 0x7fffffffu);
  // From 9.02 on the result rounds to 1.
  const double v = (double)(magnitude < 10.0f ? magnitude : 10.0f);
  const lockstep_double_double u = lockstep_exp_value_minus_one(lockstep_extend_exp(-2.0 * v));
  const lockstep_double_double numerator = {-u.high, -u.low};
  const lockstep_double_double two_plus_u = lockstep_ordered_sum(2.0, u.high);
  const lockstep_double_double denominator = {two_plus_u.high, two_plus_u.low + u.low};
  const float of_magnitude =
      lockstep_round_double_double_f32(lockstep_quotient(numerator, denominator));

  // Or-ing the sign gives -0 for -0, whatever the sign of the zero so far.
  const uint32_t result = lockstep_bits_f32(of_magnitude) | (bits & 0x80000000u);
  return x == x ? lockstep_f32_from_bits(result)
                : lockstep_f32_from_bits(LOCKSTEP_CANONICAL_NAN_BITS);
}

#endif  // LOCKSTEP_TANH_F32_H
