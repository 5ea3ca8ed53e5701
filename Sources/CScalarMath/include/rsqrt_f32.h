#ifndef LOCKSTEP_RSQRT_F32_H
#define LOCKSTEP_RSQRT_F32_H

#include "double_double.h"

#pragma STDC FP_CONTRACT OFF

/// 1 / sqrt(x), correctly rounded to binary32.
///
/// **Numerics**: round to nearest even for every input, subnormal inputs included;
/// rsqrt(+-0) = +-inf, rsqrt(+inf) = +0, x < 0 and NaN give the canonical NaN. The leading 26 bits
/// y of the binary64 quotient are corrected by the exactly computed residual h = 1 - x y^2:
/// 1 / sqrt(x) = y (1 + h / 2 + 3 h^2 / 8 + 5 h^3 / 16 + ...). Individually rounded binary64
/// operations, so every instruction set computes the same bits. That they suffice is proved by
/// trying all inputs (Scripts/prove-scalar-math.c). Branch-free: loops over it vectorise.
///
/// **Reference**: IEEE 754-2019, 9.2 (rSqrt).
LOCKSTEP_ALWAYS_INLINE float lockstep_rsqrt_f32_inline(float x) {
  // Other inputs than positive finite ones take the same path to some meaningless number, which
  // the selections at the end replace.
  const double v = (double)x;
  // Unlike `__builtin_sqrt` this cannot become a call that sets errno.
  const double y = lockstep_leading_bits(1.0 / __builtin_elementwise_sqrt(v));
  // y^2 has 52 bits; its halves have exact products with the 24 bits of x, and 1 - x y^2 is far
  // below 1, so the first difference is exact.
  const double square = y * y;
  const double square_head = lockstep_leading_bits(square);
  const double h = (1.0 - v * square_head) - v * (square - square_head);
  const lockstep_double_double value = {y, y * (h * (0.5 + h * (0.375 + 0.3125 * h)))};
  const float finite = lockstep_round_double_double_f32(value);

  const float infinity = __builtin_inff();
  const uint32_t infinity_of_sign =
      lockstep_bits_f32(infinity) | (lockstep_bits_f32(x) & 0x80000000u);
  const float positive = x == infinity ? 0.0f : finite;
  const float valid = x > 0.0f ? positive : lockstep_f32_from_bits(LOCKSTEP_CANONICAL_NAN_BITS);
  return x == 0.0f ? lockstep_f32_from_bits(infinity_of_sign) : valid;
}

#endif  // LOCKSTEP_RSQRT_F32_H
