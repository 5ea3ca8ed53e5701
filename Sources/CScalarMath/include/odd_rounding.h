#ifndef LOCKSTEP_ODD_ROUNDING_H
#define LOCKSTEP_ODD_ROUNDING_H

#include "binary_formats.h"

#pragma STDC FP_CONTRACT OFF

/// Rounds the exact sum `sum + error` to binary32 once, to nearest even.
///
/// `error` is what binary64 addition lost when it produced `sum`, so it is at most half a unit in
/// the last place of `sum`. Converting `sum` alone would round twice and go wrong where `sum` fell
/// on the midpoint of two binary32 numbers.
///
/// **Numerics**: `sum` is first moved to the neighbour with an odd significand if the sum was
/// inexact and its significand is even ("round to odd"). An odd 53-bit significand is never such a
/// midpoint, and stays on the side of it on which the exact value lies; 53 >= 24 + 2 bits make the
/// conversion correct, in the subnormal range as well. An infinite or NaN `sum` is converted as it
/// is.
///
/// **Reference**: S. Boldo, G. Melquiond, "Emulation of a FMA and Correctly Rounded Sums: Proved
/// Algorithms Using Rounding to Odd", IEEE Transactions on Computers 57 (2008).
static inline float lockstep_round_sum_f32(double sum, double error) {
  const uint64_t bits = lockstep_bits_f64(sum);
  // Ordered comparisons: an error that is NaN, as beside an infinite sum, changes nothing.
  const uint64_t inexact = (error > 0.0) | (error < 0.0);
  const uint64_t toward_zero = (error > 0.0) ^ (sum > 0.0);
  const uint64_t even = ~bits & 1u;
  const uint64_t step = inexact & even;
  const uint64_t odd_bits = toward_zero ? bits - step : bits + step;
  return (float)lockstep_f64_from_bits(odd_bits);
}

#endif  // LOCKSTEP_ODD_ROUNDING_H
