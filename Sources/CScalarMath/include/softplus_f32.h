#ifndef LOCKSTEP_SOFTPLUS_F32_H
#define LOCKSTEP_SOFTPLUS_F32_H

#include "extended_exp.h"
#include "extended_log.h"

#pragma STDC FP_CONTRACT OFF

/// log(1 + e^x), correctly rounded to binary32.
///
/// **Numerics**: round to nearest even for every input, subnormal results included;
/// softplus(-inf) = +0, softplus(+inf) = +inf, softplus(+-0) = RN32(ln 2), NaN gives the canonical
/// NaN. Evaluated as max(x, 0) + log(1 + e^-|x|), sums of two binary64 numbers up to a single final
/// rounding, in individually rounded binary64 operations, so every instruction set computes the
/// same bits. That they suffice is proved by trying all inputs (Scripts/prove-scalar-math.c).
/// Branch-free: loops over it vectorise.
LOCKSTEP_ALWAYS_INLINE float lockstep_softplus_f32_inline(float x) {
  const float magnitude = lockstep_f32_from_bits(lockstep_bits_f32(x) & 0x7fffffffu);
  // Beyond this bound the result is 0 or x, which the final conversion yields.
  const double v = (double)(magnitude < 104.0f ? magnitude : 104.0f);
  const lockstep_double_double power = lockstep_exp_value(lockstep_extend_exp(-v));
  const lockstep_double_double correction = lockstep_log_of_one_plus(power);
  const lockstep_double_double sum =
      lockstep_exact_sum((double)(x > 0.0f ? x : 0.0f), correction.high);
  const lockstep_double_double value = {sum.high, sum.low + correction.low};
  const float rounded = lockstep_round_double_double_f32(value);

  const float result = x == __builtin_inff() ? x : rounded;
  return x == x ? result : lockstep_f32_from_bits(LOCKSTEP_CANONICAL_NAN_BITS);
}

#endif  // LOCKSTEP_SOFTPLUS_F32_H
