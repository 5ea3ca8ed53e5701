#ifndef LOCKSTEP_EXPM1_F32_H
#define LOCKSTEP_EXPM1_F32_H

#include "extended_exp.h"

#pragma STDC FP_CONTRACT OFF

/// e^x - 1, correctly rounded to binary32.
///
/// **Numerics**: round to nearest even for every input; expm1(+-0) = +-0, expm1(-inf) = -1,
/// expm1(+inf) = +inf, NaN gives the canonical NaN. Carried as a sum of two binary64 numbers to a
/// single final rounding, in individually rounded binary64 operations, so every instruction set
/// computes the same bits. That they suffice is proved by trying all inputs
/// (Scripts/prove-scalar-math.c). Branch-free: loops over it vectorise.
///
/// **Reference**: IEEE 754-2019, 9.2 (expm1).
LOCKSTEP_ALWAYS_INLINE float lockstep_expm1_f32_inline(float x) {
  // Beyond these bounds the result is -1 or infinity, which the final conversion yields.
  const float bounded_below = x < -18.0f ? -18.0f : x;
  const double v = (double)(bounded_below > 89.0f ? 89.0f : bounded_below);
  const float rounded =
      lockstep_round_double_double_f32(lockstep_exp_value_minus_one(lockstep_extend_exp(v)));

  // The result has the sign of x; or-ing it in gives -0 for -0.
  const uint32_t result = lockstep_bits_f32(rounded) | (lockstep_bits_f32(x) & 0x80000000u);
  return x == x ? lockstep_f32_from_bits(result)
                : lockstep_f32_from_bits(LOCKSTEP_CANONICAL_NAN_BITS);
}

#endif  // LOCKSTEP_EXPM1_F32_H
