#ifndef LOCKSTEP_SILU_F32_H
#define LOCKSTEP_SILU_F32_H

#include "activation_parts.h"
#include "silu_f32_rows.h"

#pragma STDC FP_CONTRACT OFF

/// SiLU, x / (1 + e^-x), correctly rounded to binary32.
///
/// **Numerics**: round to nearest even for every input, subnormal results included; silu(+-0) =
/// +-0, silu(+inf) = +inf, silu(-inf) = -0, its limit from below; NaN gives the canonical NaN. As
/// x approaches 0 the result lies just above x / 2, which for an odd subnormal x is the midpoint of
/// two binary32 numbers; so the value is carried as a sum of two binary64 numbers to a single final
/// rounding. Only individually rounded binary64 operations are used, so every instruction set
/// computes the same bits. That they suffice is proved by trying all inputs
/// (Scripts/prove-scalar-math.c). Branch-free: loops over it vectorise.
///
/// **Reference**: S. Elfwing, E. Uchibe, K. Doya, "Sigmoid-Weighted Linear Units for Neural Network
/// Function Approximation in Reinforcement Learning", Neural Networks 107 (2018).
LOCKSTEP_ALWAYS_INLINE float lockstep_silu_f32_inline(float x) {
  // silu(-110) rounds to -0.
  const double a = lockstep_bounded_magnitude(x, 110.0);
  const lockstep_double_double near = lockstep_expand_to_four(lockstep_silu_f32_rows, a);

  // silu(-a) = -e (a - a e / (1 + e)), e = e^-a.
  const lockstep_double_double exponent = {-a, 0.0};
  const lockstep_double_double e = lockstep_exp_double_double(exponent);
  const lockstep_double_double factor = {-a, a * e.high / (1.0 + e.high)};
  const lockstep_double_double tail = lockstep_double_double_product(e, factor);
  return lockstep_round_activation(x, lockstep_select_tail(a, near, tail));
}

#endif  // LOCKSTEP_SILU_F32_H
