#ifndef LOCKSTEP_EXTENDED_LOG_H
#define LOCKSTEP_EXTENDED_LOG_H

#include "double_double.h"
#include "log_f32_coefficients.h"

#pragma STDC FP_CONTRACT OFF

/// log(1 + v) for v > -1, with a few bits more than binary64 has.
///
/// `v.high` is a binary32 number, or v lies between 0 and 1; `v.low` is small beside it.
///
/// **Numerics**: the relative error is below 2^-57, also where v is tiny. The result's low part can
/// reach 2^-6 of the high one. Infinity, NaN and v <= -1 give some meaningless number, which the
/// caller replaces.
///
/// **Reference**: 1 + v = 2^e * (1 + f) with 1/sqrt 2 <= 1 + f < sqrt 2, s = f / (2 + f),
/// log(1 + f) = 2 atanh(s).
LOCKSTEP_ALWAYS_INLINE lockstep_double_double lockstep_log_of_one_plus(lockstep_double_double v) {
  const lockstep_double_double w = lockstep_exact_sum(1.0, v.high);
  const uint64_t bits = lockstep_bits_f64(w.high);
  // 0x3fe6a09e is the upper half of binary64's 1/sqrt 2; the offset keeps the shifted value
  // positive, so that no signed shift is needed.
  const uint32_t offset_exponent = ((uint32_t)(bits >> 32) - 0x3fe6a09eu + (1024u << 20)) >> 20;
  const double e = (double)(int32_t)offset_exponent - 1024.0;
  const double m =
      lockstep_f64_from_bits(bits - ((uint64_t)offset_exponent << 52) + ((uint64_t)1024 << 52));
  // 2^-e.
  const double inverse_scale =
      lockstep_f64_from_bits(((uint64_t)2047 << 52) - ((uint64_t)offset_exponent << 52));

  // Without a scale f is v itself, which keeps the bits of a tiny v that 1 + v loses.
  const lockstep_double_double f = {e == 0.0 ? v.high : m - 1.0,
                                    e == 0.0 ? v.low : (w.low + v.low) * inverse_scale};
  const lockstep_double_double two_plus_f = lockstep_ordered_sum(2.0, f.high);
  const lockstep_double_double denominator = {two_plus_f.high, two_plus_f.low + f.low};
  const lockstep_double_double quotient = lockstep_quotient(f, denominator);
  const double s = quotient.high + quotient.low;

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

  // e * ln 2 is zero or exceeds |2 s| in magnitude; its first part is exact.
  const lockstep_double_double sum =
      lockstep_ordered_sum(e * LOCKSTEP_LOG_LN2_HIGH, 2.0 * quotient.high);
  const lockstep_double_double result = {
      sum.high, sum.low + (e * LOCKSTEP_LOG_LN2_LOW + (2.0 * quotient.low + tail))};
  return result;
}

#endif  // LOCKSTEP_EXTENDED_LOG_H
