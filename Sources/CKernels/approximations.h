// Functions of one variable in a few binary64 operations, for a vector at a time.
//
// A caller asks whether every number within the error rounds to one binary32 (functions.h). So the
// order of operations is free here, and products may be fused into sums. NaN says "not known".

#pragma STDC FP_CONTRACT OFF

#include "approximation_coefficients.h"
#include "binary_formats.h"

// As many binary64 numbers as a vector has elements: two registers.
typedef double wide __attribute__((ext_vector_type(W)));
typedef uint64_t wide_bits __attribute__((ext_vector_type(W)));
typedef int64_t wide_mask __attribute__((ext_vector_type(W)));

/// a · b + c, rounded once or twice: the last bits do not matter.
INLINE wide multiply_add(wide a, wide b, wide c) {
#if LOCKSTEP_FMA_IN_HARDWARE
  return __builtin_elementwise_fma(a, b, c);
#else
  return a * b + c;
#endif
}

INLINE wide widened(vector x) { return __builtin_convertvector(x, wide); }

INLINE vector no_less(vector x, float bound) { return x < bound ? (vector)(bound) : x; }
INLINE vector no_more(vector x, float bound) { return x > bound ? (vector)(bound) : x; }

/// x where the condition holds, NaN elsewhere.
INLINE vector known(vector_mask condition, vector x) {
  return condition ? x : (vector)(__builtin_nanf(""));
}

/// c₀ + c₁ x.
INLINE wide line(double c0, double c1, wide x) { return multiply_add((wide)(c1), x, (wide)(c0)); }

/// e^v = scale · (1 + fraction), |fraction| < 0.42.
typedef struct near_exp {
  wide scale;
  wide fraction;
} near_exp;

/// 2^k e^r from k + 1.5 · 2^52, |k| < 1022, and |r| <= ln 2 / 2.
INLINE near_exp exp_of_reduced(wide shifted, wide r) {
  // The low bits hold k; the shift drops all others.
  const wide scale = (wide)(((wide_bits)shifted << 52) + ((uint64_t)1023 << 52));
  // By pairs: several short chains instead of a long one.
  const wide z = r * r;
  const wide high = multiply_add(line(LOCKSTEP_NEAR_EXP_C_6, LOCKSTEP_NEAR_EXP_C_7, r), z,
                                 line(LOCKSTEP_NEAR_EXP_C_4, LOCKSTEP_NEAR_EXP_C_5, r));
  const wide middle = line(LOCKSTEP_NEAR_EXP_C_2, LOCKSTEP_NEAR_EXP_C_3, r);
  const wide low = line(LOCKSTEP_NEAR_EXP_C_0, LOCKSTEP_NEAR_EXP_C_1, r);
  const wide p = multiply_add(z * z, high, multiply_add(z, middle, low));
  return (near_exp){scale, multiply_add(z, p, r)};
}

/// |v| < 700.
INLINE near_exp split_exp(wide v) {
  const wide rounder = (wide)(LOCKSTEP_INTEGER_ROUNDER);
  const wide shifted = multiply_add(v, (wide)(LOCKSTEP_NEAR_INVERSE_LN2), rounder);
  return exp_of_reduced(shifted,
                        multiply_add(rounder - shifted, (wide)(LOCKSTEP_NEAR_LN2), v));
}

INLINE wide whole_exp(near_exp e) { return multiply_add(e.scale, e.fraction, e.scale); }

INLINE wide whole_expm1(near_exp e) {
  return multiply_add(e.scale, e.fraction, e.scale - 1.0);
}

/// 2 atanh(s), |s| < 0.1716.
INLINE wide twice_atanh(wide s) {
  const wide z = s * s;
  const wide z2 = z * z;
  const wide middle = line(LOCKSTEP_NEAR_LOG_C_2, LOCKSTEP_NEAR_LOG_C_3, z);
  const wide low = line(LOCKSTEP_NEAR_LOG_C_0, LOCKSTEP_NEAR_LOG_C_1, z);
  const wide high = multiply_add((wide)(LOCKSTEP_NEAR_LOG_C_4), z2, middle);
  return multiply_add(s * z, multiply_add(z2, high, low), s + s);
}

/// e where x = 2^e m, 1/sqrt 2 <= m < sqrt 2, for a normal positive number.
INLINE vector_mask exponent_of(vector x) { return ((vector_mask)x - 0x3f3504f3) >> 23; }

/// e ln 2 + log(1 + f).
INLINE wide log_of_parts(vector_mask e, wide f) {
  return multiply_add(__builtin_convertvector(e, wide), (wide)(LOCKSTEP_NEAR_LN2),
                      twice_atanh(f / (f + 2.0)));
}

INLINE wide near_exp_of(vector x) {
  return whole_exp(split_exp(widened(no_more(no_less(x, -104.0f), 89.0f))));
}

INLINE wide near_exp2_of(vector x) {
  const wide v = widened(no_more(no_less(x, -151.0f), 128.0f));
  const wide shifted = v + LOCKSTEP_INTEGER_ROUNDER;
  return whole_exp(exp_of_reduced(
      shifted, (v - (shifted - LOCKSTEP_INTEGER_ROUNDER)) * LOCKSTEP_NEAR_LN2));
}

INLINE wide near_expm1_of(vector x) {
  return whole_expm1(split_exp(widened(no_more(no_less(x, -18.0f), 89.0f))));
}

INLINE wide near_log_of(vector x) {
  const vector_mask e = exponent_of(x);
  const vector m = (vector)((vector_mask)x - (e << 23));
  const vector_mask normal = (x >= 0x1p-126f) & (x < __builtin_inff());
  return log_of_parts(e, widened(known(normal, m) - 1.0f));
}

INLINE wide near_log1p_of(vector x) {
  // 1 + x may be rounded to find e: any near the right one will do.
  const vector_mask e = exponent_of(x + 1.0f);
  const wide inverse_scale = widened((vector)((127 - e) << 23));
  const vector inside = known((x > -1.0f) & (x < 0x1p+126f), x);
  return log_of_parts(e, multiply_add(widened(inside), inverse_scale, inverse_scale - 1.0));
}

INLINE wide near_tanh_of(vector x) {
  const vector magnitude = no_more(__builtin_elementwise_abs(x), 10.0f);
  const wide u = whole_expm1(split_exp(-2.0 * widened(magnitude)));
  return __builtin_elementwise_abs(u) / (2.0 + u);
}

INLINE wide near_sigmoid_of(vector x) {
  const wide v = widened(no_more(no_less(x, -104.0f), 104.0f));
  return 1.0 / (1.0 + whole_exp(split_exp(-v)));
}

INLINE wide near_softplus_of(vector x) {
  const vector magnitude = no_more(__builtin_elementwise_abs(x), 104.0f);
  const wide e = whole_exp(split_exp(-widened(magnitude)));
  // log(1 + e), above sqrt 2 - 1 as log 2 + log((1 + e) / 2).
  const wide_mask upper = e > 0x1.a827999fcef32p-2;
  const wide f = upper ? multiply_add((wide)(0.5), e, (wide)(-0.5)) : e;
  const wide base = upper ? (wide)(LOCKSTEP_NEAR_LN2) : (wide)(0.0);
  return widened(no_less(x, 0.0f)) + (base + twice_atanh(f / (f + 2.0)));
}

INLINE wide near_rsqrt_of(vector x) {
  // One step from the binary32 root and reciprocal, whose errors are a few units of 2^-24.
  const wide y = widened(1.0f / __builtin_elementwise_sqrt(x));
  const wide h = multiply_add(-widened(x), y * y, (wide)(1.0));
  return multiply_add(y * h, line(0.5, 0.375, h), y);
}

/// A value and how far it may be off, where that is no part of the value.
typedef struct near_value {
  wide value;
  wide error;
} near_value;

/// A function and its derivative, which share most of their operations.
typedef struct near_pair {
  wide value;
  near_value derivative;
} near_pair;

/// x s and s (1 + slope e s) for s = 1 ÷ (1 + e); `slope` is x times that of the exponent.
INLINE near_pair logistic_pair(wide x, wide slope, wide e) {
  const wide s = 1.0 / (1.0 + e);
  const wide part = slope * (e * s);
  const wide error = (s * 0x1p-40) * (1.0 + __builtin_elementwise_abs(part));
  return (near_pair){x * s, {multiply_add(s, part, s), error}};
}

INLINE near_pair near_silu_of(vector x) {
  const vector bounded = no_less(x, -110.0f);
  const wide v = widened(no_more(bounded, 110.0f));
  return logistic_pair(widened(bounded), v, whole_exp(split_exp(-v)));
}

/// √(8 ÷ π) · (x + 0.044715 · x³).
INLINE wide gelu_tanh_argument(wide x) {
  return x * line(LOCKSTEP_NEAR_GELU_SLOPE, LOCKSTEP_NEAR_GELU_CUBIC, x * x);
}

INLINE near_pair near_gelu_tanh_of(vector x) {
  const vector bounded = no_less(x, -10.90625f);
  const wide v = widened(no_more(bounded, 10.90625f));
  const wide slope = line(LOCKSTEP_NEAR_GELU_SLOPE, 3.0 * LOCKSTEP_NEAR_GELU_CUBIC, v * v);
  const wide e = whole_exp(split_exp(-gelu_tanh_argument(v)));
  return logistic_pair(widened(bounded), v * slope, e);
}

/// e^(−a² ÷ 2), and Φ(−a) ÷ e^(−a² ÷ 2) in `ratio`, for 0 <= a <= 14.75; beyond 6 the ratio is
/// only good for a difference from 1.
INLINE wide normal_tail(wide a, wide *ratio) {
  const wide t = 1.0 / line(1.0, 0.2, a);
  const wide u = t - LOCKSTEP_NEAR_MILLS_MIDDLE;
  const wide z = u * u;
  const wide z2 = z * z;
  const wide p01 = line(LOCKSTEP_NEAR_MILLS_C_0, LOCKSTEP_NEAR_MILLS_C_1, u);
  const wide p23 = line(LOCKSTEP_NEAR_MILLS_C_2, LOCKSTEP_NEAR_MILLS_C_3, u);
  const wide p45 = line(LOCKSTEP_NEAR_MILLS_C_4, LOCKSTEP_NEAR_MILLS_C_5, u);
  const wide p67 = line(LOCKSTEP_NEAR_MILLS_C_6, LOCKSTEP_NEAR_MILLS_C_7, u);
  const wide p89 = line(LOCKSTEP_NEAR_MILLS_C_8, LOCKSTEP_NEAR_MILLS_C_9, u);
  const wide rest = multiply_add((wide)(LOCKSTEP_NEAR_MILLS_C_12), z,
                                 line(LOCKSTEP_NEAR_MILLS_C_10, LOCKSTEP_NEAR_MILLS_C_11, u));
  const wide low = multiply_add(z2, multiply_add(z, p67, p45), multiply_add(z, p23, p01));
  const wide high = multiply_add(z, rest, p89);
  *ratio = t * multiply_add(z2 * z2, high, low);
  return whole_exp(split_exp(-0.5 * (a * a)));
}

INLINE near_pair near_gelu_of(vector x) {
  const vector near = known(x >= -6.0f, x);
  const wide a = widened(no_more(__builtin_elementwise_abs(near), 14.75f));
  wide ratio;
  const wide e = normal_tail(a, &ratio);
  // a φ(a) = a e ÷ √(2π).
  const wide slope = a * LOCKSTEP_NEAR_DENSITY;
  const wide reflected = e * (ratio - slope);
  const wide positive = widened((vector)(near > 0.0f ? (vector)(1.0f) : (vector)(0.0f)));
  return (near_pair){widened(no_less(near, 0.0f)) - a * (e * ratio),
                     {multiply_add(positive * -2.0 + 1.0, reflected, positive),
                      (e * (ratio + slope) + positive) * 0x1p-40}};
}
