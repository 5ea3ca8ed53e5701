#ifndef LOCKSTEP_FMA_F64_H
#define LOCKSTEP_FMA_F64_H

#include "binary_formats.h"

#pragma STDC FP_CONTRACT OFF

/// A finite binary64 number that is not zero: bits x 2^exponent, the highest set bit at 125.
typedef struct lockstep_wide_number {
  unsigned __int128 bits;
  int exponent;
} lockstep_wide_number;

/// Where the highest set bit is; `bits` is not 0.
static inline int lockstep_highest_bit(unsigned __int128 bits) {
  const uint64_t high = (uint64_t)(bits >> 64);
  return high != 0 ? 127 - __builtin_clzll(high) : 63 - __builtin_clzll((uint64_t)bits);
}

/// Moves the highest set bit to 125; at least 19 bits below the last significant one are then 0.
static inline lockstep_wide_number lockstep_wide(unsigned __int128 bits, int exponent) {
  const int shift = 125 - lockstep_highest_bit(bits);
  return (lockstep_wide_number){bits << shift, exponent - shift};
}

/// The significand and the exponent of a finite number, given without its sign.
static inline uint64_t lockstep_significand_f64(uint64_t magnitude, int *exponent) {
  const int field = (int)(magnitude >> 52);
  const uint64_t fraction = magnitude & ((UINT64_C(1) << 52) - 1);
  *exponent = (field == 0 ? 1 : field) - 1075;
  return field == 0 ? fraction : fraction | UINT64_C(1) << 52;
}

/// The bits of the binary64 number nearest to bits x 2^exponent, ties to even; `bits` is not 0.
static inline uint64_t lockstep_nearest_f64(unsigned __int128 bits, int exponent) {
  const uint64_t infinity = UINT64_C(0x7ff) << 52;
  const int top = lockstep_highest_bit(bits);
  const int magnitude = top + exponent;
  if (magnitude > 1023) return infinity;
  // Bits to round off; more of them where the result is subnormal.
  const int shift = top - 52 + (magnitude < -1022 ? -1022 - magnitude : 0);
  // Less than half of the smallest number.
  if (shift > top + 1) return 0;
  uint64_t steps = 0;
  if (shift <= 0) {
    steps = (uint64_t)(bits << -shift);
  } else {
    const unsigned __int128 half = (unsigned __int128)1 << (shift - 1);
    const unsigned __int128 rest = bits & (half + (half - 1));
    steps = shift > 127 ? 0 : (uint64_t)(bits >> shift);
    steps += rest > half || (rest == half && (steps & 1)) ? 1 : 0;
  }
  // The leading bit of a normal number counts as the first step of the exponent field.
  const uint64_t field = magnitude < -1022 ? 0 : (uint64_t)(magnitude + 1022) << 52;
  return field + steps;
}

/// a * b + c in software, rounded once to binary64, to nearest even.
///
/// **Numerics**: the product of two significands has 106 bits, so it is exact in 128. The smaller of
/// product and addend is moved to the exponent of the larger one, and a bit that stands for all that
/// is lost is kept far below the place of rounding: when two bits or more are lost, the difference
/// has its highest bit at 124 or above. Zeros, infinities and NaN follow IEEE 754; the payload of a
/// NaN is not specified.
static inline double lockstep_software_fma_f64(double a, double b, double c) {
  const uint64_t sign_bit = UINT64_C(1) << 63;
  const uint64_t infinity = UINT64_C(0x7ff) << 52;
  uint64_t x = lockstep_bits_f64(a), y = lockstep_bits_f64(b), z = lockstep_bits_f64(c);
  const uint64_t product_sign = (x ^ y) & sign_bit;
  const uint64_t addend_sign = z & sign_bit;
  x &= ~sign_bit;
  y &= ~sign_bit;
  z &= ~sign_bit;
  // A product that is a zero, an infinity or NaN is exact; beside a finite one, so is such a c.
  if (x >= infinity || y >= infinity || x == 0 || y == 0) return a * b + c;
  if (z >= infinity) return c;
  if (z == 0) return a * b;
  int x_exponent = 0, y_exponent = 0, z_exponent = 0;
  const uint64_t x_bits = lockstep_significand_f64(x, &x_exponent);
  const uint64_t y_bits = lockstep_significand_f64(y, &y_exponent);
  const uint64_t z_bits = lockstep_significand_f64(z, &z_exponent);
  lockstep_wide_number larger =
      lockstep_wide((unsigned __int128)x_bits * y_bits, x_exponent + y_exponent);
  lockstep_wide_number smaller = lockstep_wide(z_bits, z_exponent);
  uint64_t sign = product_sign;
  if (smaller.exponent > larger.exponent ||
      (smaller.exponent == larger.exponent && smaller.bits > larger.bits)) {
    const lockstep_wide_number exchanged = larger;
    larger = smaller;
    smaller = exchanged;
    sign = addend_sign;
  }
  const int distance = larger.exponent - smaller.exponent;
  unsigned __int128 moved = 1;
  if (distance < 127) {
    moved = smaller.bits >> distance;
    moved |= moved << distance != smaller.bits ? 1 : 0;
  }
  const unsigned __int128 total =
      product_sign == addend_sign ? larger.bits + moved : larger.bits - moved;
  return lockstep_f64_from_bits(
      total == 0 ? 0 : sign | lockstep_nearest_f64(total, larger.exponent));
}

/// a * b + c, rounded once to binary64, to nearest even; never the C library's `fma`.
///
/// One instruction where the including file is compiled for a processor that has it, and
/// `lockstep_software_fma_f64` elsewhere, as `lockstep_fma_f32_inline`.
static inline double lockstep_fma_f64_inline(double a, double b, double c) {
#if defined(__FMA__) || defined(__aarch64__)
  return __builtin_fma(a, b, c);
#else
  return lockstep_software_fma_f64(a, b, c);
#endif
}

#endif  // LOCKSTEP_FMA_F64_H
