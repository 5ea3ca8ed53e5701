#ifndef LOCKSTEP_FMA_F32_H
#define LOCKSTEP_FMA_F32_H

#include "odd_rounding.h"

#pragma STDC FP_CONTRACT OFF

/// a * b + c in software, rounded once to binary32, to nearest even.
///
/// **Numerics**: the product of two binary32 numbers is exact in binary64. The sum with `c` is
/// split into its rounded value and its exact error (Knuth's two-sum: no order of magnitudes is
/// assumed), and both are rounded to binary32 together. Neither step can overflow or underflow in
/// binary64. Zeros, infinities and NaN follow IEEE 754; the payload of a NaN is not specified.
static inline float lockstep_software_fma_f32(float a, float b, float c) {
  const double product = (double)a * (double)b;
  const double addend = (double)c;
  const double sum = product + addend;
  const double addend_part = sum - product;
  const double product_part = sum - addend_part;
  const double error = (product - product_part) + (addend - addend_part);
  return lockstep_round_sum_f32(sum, error);
}

/// a * b + c, rounded once to binary32, to nearest even; never the C library's `fmaf`.
///
/// One instruction where the including file is compiled for a processor that has it, and
/// `lockstep_software_fma_f32` elsewhere; both give the same bits, except the payload of a NaN.
/// A `target` attribute does not define `__FMA__`: a function that enables FMA by attribute should
/// call `__builtin_fmaf` itself.
static inline float lockstep_fma_f32_inline(float a, float b, float c) {
#if defined(__FMA__) || defined(__aarch64__)
  return __builtin_fmaf(a, b, c);
#else
  return lockstep_software_fma_f32(a, b, c);
#endif
}

#endif  // LOCKSTEP_FMA_F32_H
