#ifndef LOCKSTEP_ERF_F32_H
#define LOCKSTEP_ERF_F32_H

#include "erf_f32_rows.h"
#include "interval_expansion.h"

#pragma STDC FP_CONTRACT OFF

/// The error function, 2 / sqrt pi times the integral of e^(-t^2) from 0 to x, correctly rounded to
/// binary32.
///
/// **Numerics**: round to nearest even for every input, subnormal results included; erf(+-0) = +-0,
/// erf(+-inf) = +-1, NaN gives the canonical NaN. Evaluated as an expansion around the nearest
/// multiple of 1/16, carried as a sum of two binary64 numbers to a single final rounding. Only
/// individually rounded binary64 operations are used, so every instruction set computes the same
/// bits. That they suffice is proved by trying all inputs (Scripts/prove-scalar-math.c).
/// Branch-free: loops over it vectorise.
LOCKSTEP_ALWAYS_INLINE float lockstep_erf_f32_inline(float x) {
  const uint32_t bits = lockstep_bits_f32(x);
  const double magnitude = (double)lockstep_f32_from_bits(bits & 0x7fffffffu);
  // From 3.92 on, the result is 1.
  const double a = magnitude < 4.0 ? magnitude : 4.0;

  const double shifted = 16.0 * a + LOCKSTEP_INTEGER_ROUNDER;
  const double t = a - (shifted - LOCKSTEP_INTEGER_ROUNDER) * 0.0625;
  const lockstep_double_double value = lockstep_expand_interval(
      lockstep_erf_f32_rows, (uint32_t)lockstep_bits_f64(shifted), t);
  const float of_magnitude = lockstep_round_unordered_sum_f32(value);

  const uint32_t result = lockstep_bits_f32(of_magnitude) | (bits & 0x80000000u);
  return lockstep_f32_from_bits(x == x ? result : LOCKSTEP_CANONICAL_NAN_BITS);
}

#endif  // LOCKSTEP_ERF_F32_H
