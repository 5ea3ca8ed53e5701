#ifndef LOCKSTEP_QUARTER_TURN_H
#define LOCKSTEP_QUARTER_TURN_H

#include "binary_formats.h"
#include "quarter_turn_coefficients.h"

#pragma STDC FP_CONTRACT OFF

/// A binary32 angle in half turns, reduced without error: |x| = quarters / 2 + remainder, modulo 2.
typedef struct {
  /// The nearest multiple of 1/2, counted in halves; only its low two bits mean anything.
  uint64_t quarters;
  /// What is left, in [-1/4, 1/4]: a multiple of x's last place, so it has at most 24 bits.
  double remainder;
} lockstep_quarter_turn;

/// Reduces |x|. From 2^24 on every binary32 number is an even integer, and counts as 0 here;
/// infinity and NaN do too and must be replaced by the caller.
static inline lockstep_quarter_turn lockstep_reduce_to_quarter_turn(float x) {
  const float magnitude = lockstep_f32_from_bits(lockstep_bits_f32(x) & 0x7fffffffu);
  const double v = (double)(magnitude < 0x1p24f ? magnitude : 0.0f);
  const double shifted = v * 2.0 + LOCKSTEP_INTEGER_ROUNDER;
  const double quarters = shifted - LOCKSTEP_INTEGER_ROUNDER;
  const lockstep_quarter_turn turn = {lockstep_bits_f64(shifted), v - quarters * 0.5};
  return turn;
}

/// sin(pi r) in binary64 for |r| <= 1/4, r of at most 24 bits; not correctly rounded.
static inline double lockstep_sinpi_quarter_turn(double r) {
  const double z = r * r;
  double p = LOCKSTEP_SINPI_C_6;
  p = p * z + LOCKSTEP_SINPI_C_5;
  p = p * z + LOCKSTEP_SINPI_C_4;
  p = p * z + LOCKSTEP_SINPI_C_3;
  p = p * z + LOCKSTEP_SINPI_C_2;
  p = p * z + LOCKSTEP_SINPI_C_1;
  p = p * z + LOCKSTEP_SINPI_C_0;
  // The first product is exact, and the second is too small for its error to matter.
  return r * LOCKSTEP_PI_HIGH + r * (LOCKSTEP_PI_LOW + z * p);
}

/// cos(pi r) in binary64 for |r| <= 1/4, r of at most 24 bits; not correctly rounded.
static inline double lockstep_cospi_quarter_turn(double r) {
  const double z = r * r;
  double p = LOCKSTEP_COSPI_C_7;
  p = p * z + LOCKSTEP_COSPI_C_6;
  p = p * z + LOCKSTEP_COSPI_C_5;
  p = p * z + LOCKSTEP_COSPI_C_4;
  p = p * z + LOCKSTEP_COSPI_C_3;
  p = p * z + LOCKSTEP_COSPI_C_2;
  p = p * z + LOCKSTEP_COSPI_C_1;
  p = p * z + LOCKSTEP_COSPI_C_0;
  return 1.0 + z * p;
}

#endif  // LOCKSTEP_QUARTER_TURN_H
