#ifndef LOCKSTEP_EXP2_F32_H
#define LOCKSTEP_EXP2_F32_H

#include "exp2_f32_constants.h"
#include "extended_exp.h"

#pragma STDC FP_CONTRACT OFF

/// 2^x, correctly rounded to binary32.
///
/// **Numerics**: round to nearest even for every input, subnormal results included; exact for
/// integers; exp2(-inf) = +0, exp2(+inf) = +inf, NaN gives the canonical NaN. Evaluated as
/// 2^k * e^((x - k) ln 2) with |x - k| <= 1/2. Some powers lie closer to the midpoint of two
/// binary32 numbers than binary64 resolves, so the value is carried as a sum of two binary64
/// numbers to a single final rounding. Only individually rounded binary64 operations are used, so
/// every instruction set computes the same bits. That they suffice is proved by trying all inputs
/// (Scripts/prove-scalar-math.c). Branch-free: loops over it vectorise.
///
/// **Reference**: IEEE 754-2019, 9.2 (exp2).
LOCKSTEP_ALWAYS_INLINE float lockstep_exp2_f32_inline(float x) {
  // At and beyond these bounds the result is 0 or infinity, which the final conversion yields.
  const float bounded_below = x < -151.0f ? -151.0f : x;
  const double v = (double)(bounded_below > 128.0f ? 128.0f : bounded_below);

  const double shifted = v + LOCKSTEP_INTEGER_ROUNDER;
  const double k = shifted - LOCKSTEP_INTEGER_ROUNDER;
  // 2^k: the low bits of `shifted` hold k; the shift drops all others.
  const double scale =
      lockstep_f64_from_bits((lockstep_bits_f64(shifted) << 52) + ((uint64_t)1023 << 52));
  // The difference and its first product are exact.
  const double f = v - k;
  const lockstep_extended_exp e = {
      scale, lockstep_expm1_reduced(f * LOCKSTEP_EXP2_LN2_HIGH, f * LOCKSTEP_EXP2_LN2_LOW)};
  const float result = lockstep_round_double_double_f32(lockstep_exp_value(e));
  return x == x ? result : lockstep_f32_from_bits(LOCKSTEP_CANONICAL_NAN_BITS);
}

#endif  // LOCKSTEP_EXP2_F32_H
