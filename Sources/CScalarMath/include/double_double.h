#ifndef LOCKSTEP_DOUBLE_DOUBLE_H
#define LOCKSTEP_DOUBLE_DOUBLE_H

// Numbers of more than 53 bits as unevaluated sums of two, without fused multiply-add.

#include "odd_rounding.h"

#pragma STDC FP_CONTRACT OFF

/// Functions of this length are beyond what the compiler inlines by itself in several places, and a
/// loop with a call in it does not vectorise.
#define LOCKSTEP_ALWAYS_INLINE static inline __attribute__((always_inline))

/// The exact sum `high + low`; `low` is small beside `high`, within a few of its last bits where a
/// function does not say otherwise.
typedef struct {
  double high;
  double low;
} lockstep_double_double;

/// The leading 26 bits of `value`, truncated: a product of two such numbers is exact.
LOCKSTEP_ALWAYS_INLINE double lockstep_leading_bits(double value) {
  return lockstep_f64_from_bits(lockstep_bits_f64(value) & 0xfffffffff8000000u);
}

/// a + b exactly, where a is 0 or |a| >= |b|.
///
/// **Reference**: T. J. Dekker, "A Floating-Point Technique for Extending the Available Precision",
/// Numerische Mathematik 18 (1971).
LOCKSTEP_ALWAYS_INLINE lockstep_double_double lockstep_ordered_sum(double a, double b) {
  const double sum = a + b;
  const lockstep_double_double result = {sum, b - (sum - a)};
  return result;
}

/// a + b exactly, whatever the magnitudes (Knuth's two-sum).
LOCKSTEP_ALWAYS_INLINE lockstep_double_double lockstep_exact_sum(double a, double b) {
  const double sum = a + b;
  const double b_part = sum - a;
  const lockstep_double_double result = {sum, (a - (sum - b_part)) + (b - b_part)};
  return result;
}

/// n / d with a relative error of about 2^-75, for low parts of at most some last bits.
///
/// **Numerics**: the leading 26 bits of the quotient make an exact product with those of the
/// divisor, and the first difference from `n.high` is exact, so the remainder is accurate. One
/// division; the quotient's low part is a product with the reciprocal.
LOCKSTEP_ALWAYS_INLINE lockstep_double_double lockstep_quotient(lockstep_double_double n,
                                                               lockstep_double_double d) {
  const double reciprocal = 1.0 / d.high;
  const double head = lockstep_leading_bits(n.high * reciprocal);
  const double d_head = lockstep_leading_bits(d.high);
  const double d_rest = (d.high - d_head) + d.low;
  const double remainder = ((n.high - head * d_head) - head * d_rest) + n.low;
  const lockstep_double_double result = {head, remainder * reciprocal};
  return result;
}

/// The sum rounded once to binary32, to nearest even; |low| <= |high|, or `high` is 0.
LOCKSTEP_ALWAYS_INLINE float lockstep_round_double_double_f32(lockstep_double_double value) {
  const lockstep_double_double sum = lockstep_ordered_sum(value.high, value.low);
  return lockstep_round_sum_f32(sum.high, sum.low);
}

#endif  // LOCKSTEP_DOUBLE_DOUBLE_H
