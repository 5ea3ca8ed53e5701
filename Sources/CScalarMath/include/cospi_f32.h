#ifndef LOCKSTEP_COSPI_F32_H
#define LOCKSTEP_COSPI_F32_H

#include "quarter_turn.h"

#pragma STDC FP_CONTRACT OFF

/// cos(pi x), correctly rounded to binary32.
///
/// **Numerics**: round to nearest even for every input. An odd multiple of 1/2 gives +0; infinities
/// and NaN give the canonical NaN. The reduction to |r| <= 1/4 is exact; the rest is individually
/// rounded binary64 additions and multiplications, so every instruction set computes the same bits.
/// That the one rounding to binary32 is right is proved by trying all inputs
/// (Scripts/prove-scalar-math.c). Branch-free: loops over it vectorise.
///
/// **Reference**: IEEE 754-2019, 9.2 (cosPi).
static inline float lockstep_cospi_f32_inline(float x) {
  const lockstep_quarter_turn turn = lockstep_reduce_to_quarter_turn(x);
  const double r = turn.remainder;
  const double cosine = lockstep_cospi_quarter_turn(r);
  const double signed_cosine = turn.quarters & 2u ? -cosine : cosine;
  // cos(pi (1/2 + r)) = sin(pi (0 - r)) and cos(pi (3/2 + r)) = sin(pi r); the subtraction, unlike
  // a negation, keeps an exact zero positive.
  const double sine = lockstep_sinpi_quarter_turn(turn.quarters & 2u ? r : 0.0 - r);
  const float result = (float)(turn.quarters & 1u ? sine : signed_cosine);

  const uint32_t magnitude_bits = lockstep_bits_f32(x) & 0x7fffffffu;
  return magnitude_bits < 0x7f800000u ? result
                                      : lockstep_f32_from_bits(LOCKSTEP_CANONICAL_NAN_BITS);
}

#endif  // LOCKSTEP_COSPI_F32_H
