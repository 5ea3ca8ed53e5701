#ifndef LOCKSTEP_GELU_TANH_PARTS_H
#define LOCKSTEP_GELU_TANH_PARTS_H

// What the tanh form of GELU and its derivative have in common: with
// u(x) = sqrt(8 / pi) (x + 0.044715 x^3), the function is x / (1 + e^-u(x)).

#include "activation_parts.h"
#include "gelu_tanh_coefficients.h"

#pragma STDC FP_CONTRACT OFF

/// e^-u and beyond times x, or times its derivative, rounds to 0 at minus this.
#define LOCKSTEP_GELU_TANH_BOUND 10.90625

/// An odd cubic's terms at a number, of which the products with short coefficients are exact.
typedef struct {
  double a;
  /// a^3 = cube_high + cube_low; the first part has 26 bits.
  double cube_high;
  double cube_low;
} lockstep_odd_powers;

/// The powers of a number of at most 24 bits.
LOCKSTEP_ALWAYS_INLINE lockstep_odd_powers lockstep_raise_odd_powers(double a) {
  // The square is exact; of its two parts, so are the products with `a`.
  const double square = a * a;
  const double square_high = lockstep_leading_bits(square);
  const double high = a * square_high;
  const double cube_high = lockstep_leading_bits(high);
  const double cube_low = (high - cube_high) + a * (square - square_high);
  const lockstep_odd_powers result = {a, cube_high, cube_low};
  return result;
}

/// slope a + cubic a^3, each coefficient in two parts of which the first has at most 27 bits.
LOCKSTEP_ALWAYS_INLINE lockstep_double_double lockstep_odd_cubic(
    lockstep_odd_powers powers, double slope_high, double slope_low, double cubic_high,
    double cubic_low) {
  const lockstep_double_double sum =
      lockstep_exact_sum(slope_high * powers.a, cubic_high * powers.cube_high);
  const double rest = slope_low * powers.a +
                      (cubic_low * powers.cube_high + (cubic_high + cubic_low) * powers.cube_low);
  const lockstep_double_double result = {sum.high, sum.low + rest};
  return result;
}

/// e^-u(a), 0 <= a <= 10.90625.
LOCKSTEP_ALWAYS_INLINE lockstep_double_double
lockstep_gelu_tanh_exponential(lockstep_odd_powers powers) {
  const lockstep_double_double u =
      lockstep_odd_cubic(powers, LOCKSTEP_GELU_TANH_SLOPE_HIGH, LOCKSTEP_GELU_TANH_SLOPE_LOW,
                         LOCKSTEP_GELU_TANH_CUBIC_HIGH, LOCKSTEP_GELU_TANH_CUBIC_LOW);
  const lockstep_double_double exponent = {-u.high, -u.low};
  return lockstep_exp_double_double(exponent);
}

#endif  // LOCKSTEP_GELU_TANH_PARTS_H
