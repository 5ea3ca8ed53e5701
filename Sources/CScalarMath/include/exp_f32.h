#ifndef LOCKSTEP_EXP_F32_H
#define LOCKSTEP_EXP_F32_H

#include "binary_formats.h"
#include "exp_f32_coefficients.h"

#pragma STDC FP_CONTRACT OFF

/// e^x, correctly rounded to binary32.
///
/// **Numerics**: round to nearest even for every input, subnormal results included; exp(-inf) = +0,
/// exp(+inf) = +inf, NaN gives the canonical NaN. Evaluated as 2^k * e^r with |r| <= ln 2 / 2 in
/// individually rounded binary64 additions and multiplications, so every instruction set computes
/// the same bits. That the one rounding to binary32 is right is proved by trying all inputs
/// (Scripts/prove-scalar-math.c). Branch-free: loops over it vectorise.
static inline float lockstep_exp_f32_inline(float x) {
  // Beyond these bounds the result is 0 or infinity, which the final conversion yields.
  const float bounded_below = x < -104.0f ? -104.0f : x;
  const float bounded = bounded_below > 89.0f ? 89.0f : bounded_below;
  const double v = (double)bounded;

  const double shifted = v * LOCKSTEP_EXP_INVERSE_LN2 + LOCKSTEP_INTEGER_ROUNDER;
  const double k = shifted - LOCKSTEP_INTEGER_ROUNDER;
  // 2^k: the low bits of `shifted` hold k; the shift drops all others.
  const double scale =
      lockstep_f64_from_bits((lockstep_bits_f64(shifted) << 52) + ((uint64_t)1023 << 52));
  // The first difference is exact.
  const double r = (v - k * LOCKSTEP_EXP_LN2_HIGH) - k * LOCKSTEP_EXP_LN2_LOW;

  // Even and odd coefficients separately: two short dependency chains instead of a long one.
  const double z = r * r;
  double even = LOCKSTEP_EXP_C_8;
  even = even * z + LOCKSTEP_EXP_C_6;
  even = even * z + LOCKSTEP_EXP_C_4;
  even = even * z + LOCKSTEP_EXP_C_2;
  even = even * z + LOCKSTEP_EXP_C_0;
  double odd = LOCKSTEP_EXP_C_9;
  odd = odd * z + LOCKSTEP_EXP_C_7;
  odd = odd * z + LOCKSTEP_EXP_C_5;
  odd = odd * z + LOCKSTEP_EXP_C_3;
  odd = odd * z + LOCKSTEP_EXP_C_1;
  const double tail = z * (even + r * odd);
  const double power = 1.0 + (r + tail);

  // Scaling is exact, so the conversion is the only rounding that a subnormal result sees.
  const float result = (float)(power * scale);
  return x == x ? result : lockstep_f32_from_bits(LOCKSTEP_CANONICAL_NAN_BITS);
}

#endif  // LOCKSTEP_EXP_F32_H
