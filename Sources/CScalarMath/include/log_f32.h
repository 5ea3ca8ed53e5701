#ifndef LOCKSTEP_LOG_F32_H
#define LOCKSTEP_LOG_F32_H

#include "log_f32_coefficients.h"
#include "odd_rounding.h"

#pragma STDC FP_CONTRACT OFF

/// The natural logarithm of x, correctly rounded to binary32.
///
/// **Numerics**: round to nearest even for every input, subnormal inputs included; log(+-0) = -inf,
/// log(+inf) = +inf, log(1) = +0, x < 0 and NaN give the canonical NaN. Some logarithms lie closer
/// to the midpoint of two binary32 numbers than binary64 resolves, so the value is carried as a
/// sum of two binary64 numbers to a single final rounding. Only individually rounded binary64
/// operations are used, so every instruction set computes the same bits. That they suffice is
/// proved by trying all inputs (Scripts/prove-scalar-math.c). Branch-free: loops over it vectorise.
///
/// **Reference**: x = 2^e * m with 1/sqrt 2 <= m < sqrt 2, f = m - 1, s = f / (2 + f),
/// log m = 2 atanh(s).
static inline float lockstep_log_f32_inline(float x) {
  // Every subnormal binary32 number is normal in binary64. Zero, negative numbers, infinity and NaN
  // take the same path to some meaningless number, which the selections at the end replace.
  const uint64_t bits = lockstep_bits_f64((double)x);
  // 0x3fe6a09e is the upper half of binary64's 1/sqrt 2; the offset keeps the shifted value
  // positive, so that no signed shift is needed.
  const uint32_t offset_exponent = ((uint32_t)(bits >> 32) - 0x3fe6a09eu + (1024u << 20)) >> 20;
  const double e = (double)(int32_t)offset_exponent - 1024.0;
  const double m =
      lockstep_f64_from_bits(bits - ((uint64_t)offset_exponent << 52) + ((uint64_t)1024 << 52));

  // s = f / (2 + f) as a sum of two: the first part has 26 bits, so its product with the 25 bits of
  // 2 + f is exact, and so is the remainder.
  const double f = m - 1.0;
  const double denominator = 2.0 + f;
  const double reciprocal = 1.0 / denominator;
  const double s = f * reciprocal;
  const double s_high = lockstep_f64_from_bits(lockstep_bits_f64(s) & 0xfffffffff8000000u);
  const double s_low = (f - s_high * denominator) * reciprocal;

  const double z = s * s;
  const double z2 = z * z;
  double even = LOCKSTEP_LOG_C_8;
  even = even * z2 + LOCKSTEP_LOG_C_6;
  even = even * z2 + LOCKSTEP_LOG_C_4;
  even = even * z2 + LOCKSTEP_LOG_C_2;
  even = even * z2 + LOCKSTEP_LOG_C_0;
  double odd = LOCKSTEP_LOG_C_7;
  odd = odd * z2 + LOCKSTEP_LOG_C_5;
  odd = odd * z2 + LOCKSTEP_LOG_C_3;
  odd = odd * z2 + LOCKSTEP_LOG_C_1;
  const double tail = (s * z) * (even + z * odd);

  // e * ln 2 is zero or exceeds |2 s| in magnitude, so this sum and its error are exact, as is
  // the sum of the two parts below: |low| is far less than |high|.
  const double exponent_part = e * LOCKSTEP_LOG_LN2_HIGH;
  const double significand_part = 2.0 * s_high;
  const double high = exponent_part + significand_part;
  const double high_error = significand_part - (high - exponent_part);
  const double low = high_error + (e * LOCKSTEP_LOG_LN2_LOW + (2.0 * s_low + tail));
  const double sum = high + low;
  const double error = low - (sum - high);
  const float finite = lockstep_round_sum_f32(sum, error);

  const float infinity = __builtin_inff();
  const float nonnegative = x == 0.0f ? -infinity : (x == infinity ? infinity : finite);
  return x >= 0.0f ? nonnegative : lockstep_f32_from_bits(LOCKSTEP_CANONICAL_NAN_BITS);
}

#endif  // LOCKSTEP_LOG_F32_H
