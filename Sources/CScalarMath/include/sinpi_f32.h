#ifndef LOCKSTEP_SINPI_F32_H
#define LOCKSTEP_SINPI_F32_H

#include "quarter_turn.h"

#pragma STDC FP_CONTRACT OFF

/// sin(pi x), correctly rounded to binary32.
///
/// **Numerics**: round to nearest even for every input, subnormal results included. A zero or an
/// integer gives a zero of x's sign; infinities and NaN give the canonical NaN. The reduction to
/// |r| <= 1/4 is exact; the rest is individually rounded binary64 additions and multiplications,
/// so every instruction set computes the same bits. That the one rounding to binary32 is right is
/// proved by trying all inputs (Scripts/prove-scalar-math.c). Branch-free: loops over it vectorise.
///
/// **Reference**: IEEE 754-2019, 9.2 (sinPi).
static inline float lockstep_sinpi_f32_inline(float x) {
  const lockstep_quarter_turn turn = lockstep_reduce_to_quarter_turn(x);
  const double r = turn.remainder;
  const double cosine = lockstep_cospi_quarter_turn(r);
  // sin(pi (1 + r)) = sin(pi (0 - r)); the subtraction, unlike a negation, keeps an exact zero
  // positive.
  const double sine = lockstep_sinpi_quarter_turn(turn.quarters & 2u ? 0.0 - r : r);
  const double signed_cosine = turn.quarters & 2u ? -cosine : cosine;
  const float of_magnitude = (float)(turn.quarters & 1u ? signed_cosine : sine);

  const uint32_t bits = lockstep_bits_f32(x);
  const uint32_t result = lockstep_bits_f32(of_magnitude) ^ (bits & 0x80000000u);
  const uint32_t is_finite = (bits & 0x7fffffffu) < 0x7f800000u;
  return lockstep_f32_from_bits(is_finite ? result : LOCKSTEP_CANONICAL_NAN_BITS);
}

#endif  // LOCKSTEP_SINPI_F32_H
