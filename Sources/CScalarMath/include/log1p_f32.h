#ifndef LOCKSTEP_LOG1P_F32_H
#define LOCKSTEP_LOG1P_F32_H

#include "extended_log.h"

#pragma STDC FP_CONTRACT OFF

/// log(1 + x), correctly rounded to binary32.
///
/// **Numerics**: round to nearest even for every input; log1p(+-0) = +-0, log1p(-1) = -inf,
/// log1p(+inf) = +inf, x < -1 and NaN give the canonical NaN. Several results lie closer to the
/// midpoint of two binary32 numbers than binary64 resolves, so the value is carried as a sum of two
/// binary64 numbers to a single final rounding. Only individually rounded binary64 operations are
/// used, so every instruction set computes the same bits. That they suffice is proved by trying all
/// inputs (Scripts/prove-scalar-math.c). Branch-free: loops over it vectorise.
///
/// **Reference**: IEEE 754-2019, 9.2 (logp1).
LOCKSTEP_ALWAYS_INLINE float lockstep_log1p_f32_inline(float x) {
  const lockstep_double_double v = {(double)x, 0.0};
  const float rounded = lockstep_round_double_double_f32(lockstep_log_of_one_plus(v));
  // The result has the sign of x; or-ing it in gives -0 for -0.
  const float finite = lockstep_f32_from_bits(lockstep_bits_f32(rounded) |
                                              (lockstep_bits_f32(x) & 0x80000000u));

  const float infinity = __builtin_inff();
  const float above_pole = x == infinity ? infinity : finite;
  const float at_or_above_pole = x == -1.0f ? -infinity : above_pole;
  return x >= -1.0f ? at_or_above_pole : lockstep_f32_from_bits(LOCKSTEP_CANONICAL_NAN_BITS);
}

#endif  // LOCKSTEP_LOG1P_F32_H
