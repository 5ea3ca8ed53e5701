#ifndef LOCKSTEP_NORMAL_TAIL_H
#define LOCKSTEP_NORMAL_TAIL_H

// GELU and its derivative: tables near 0, further tables times e^(-a^2 / 2) beyond.

#include "activation_parts.h"

#pragma STDC FP_CONTRACT OFF

/// x Phi(x) and its derivative at minus this, and beyond, round to -0.
#define LOCKSTEP_NORMAL_BOUND 14.75

/// F(-a), 0 <= a <= 14.75, a of at most 24 bits, from rows for F(-a) at a = 0, 1/16, ..., 4 and
/// then for F(-a) e^(a^2 / 2) at a = 4, 4 1/4, ..., 14 3/4.
LOCKSTEP_ALWAYS_INLINE lockstep_double_double lockstep_evaluate_normal(
    const double (*rows)[lockstep_expansion_columns], double a) {
  const int is_near = a < LOCKSTEP_ACTIVATION_TAIL;
  const double steps = is_near ? 16.0 : 4.0;
  const double step = is_near ? 0.0625 : 0.25;
  const double shifted = steps * a + LOCKSTEP_INTEGER_ROUNDER;
  const double t = a - (shifted - LOCKSTEP_INTEGER_ROUNDER) * step;
  // a = 4 is row 64 of the first part, and row 65 begins the second.
  const uint32_t row = (uint32_t)lockstep_bits_f64(shifted) + (is_near ? 0u : 65u - 16u);
  const lockstep_double_double factor = lockstep_expand_interval(rows, row, t);

  // The square of 24 bits is exact.
  const lockstep_double_double exponent = {-0.5 * (a * a), 0.0};
  const lockstep_double_double tail =
      lockstep_double_double_product(lockstep_exp_double_double(exponent), factor);
  return lockstep_select_tail(a, factor, tail);
}

#endif  // LOCKSTEP_NORMAL_TAIL_H
