// The error function and gelu in binary64, and their gradients: NUM-157, in the order of operations of
// the rule.

#pragma STDC FP_CONTRACT OFF

// RN64 of the root of 1/2, of 1 / sqrt(2 pi) and of 2 / sqrt pi.
#define ROOT_HALF 0x1.6a09e667f3bcdp-1
#define DENSITY 0x1.9884533d43651p-2
#define TWO_OVER_ROOT_PI 0x1.20dd750429b6dp+0

// e^(high + low) = p * 2^k; k is what `shifted` has beyond NEAREST.
typedef struct power_parts {
  double p, shifted;
} power_parts;

INLINE power_parts power_of_sum(double high, double low) {
  const double shifted = fma_scalar(high, PER_LN2, NEAREST);
  const double k = shifted - NEAREST;
  const double a = fma_scalar(-k, LN2_HIGH, high);
  const double b = fma_scalar(-k, LN2_LOW, low);
  const double r = a + b;
  return (power_parts){exp_near(r, (a - r) + b), shifted};
}

// erf u, for u <= 1, and 1 - erf u, for u >= 3/4, where `power` is e^(-u^2).
typedef struct error_parts {
  double erf, rest;
} error_parts;

INLINE error_parts error_of(double u, power_parts power) {
  const double z = u * u;
  double q = 0x1.5f7919bc67b8cp-58;
  q = fma_scalar(q, z, -0x1.a2007af3447f6p-54);
  q = fma_scalar(q, z, 0x1.d70b3537f4765p-50);
  q = fma_scalar(q, z, -0x1.f56f071a885cfp-46);
  q = fma_scalar(q, z, 0x1.f683ae4a97007p-42);
  q = fma_scalar(q, z, -0x1.d8453cb0c46eap-38);
  q = fma_scalar(q, z, 0x1.9e6ad5e55a730p-34);
  q = fma_scalar(q, z, -0x1.51d7181c5d36dp-30);
  q = fma_scalar(q, z, 0x1.fcc5720624c1cp-27);
  q = fma_scalar(q, z, -0x1.5f742ec43e71ap-23);
  q = fma_scalar(q, z, 0x1.b9e6c9dc651a3p-20);
  q = fma_scalar(q, z, -0x1.f4d25c3e0c2ebp-17);
  q = fma_scalar(q, z, 0x1.f9a326f9b89b7p-14);
  q = fma_scalar(q, z, -0x1.c02db40040b86p-11);
  q = fma_scalar(q, z, 0x1.565bcd0e6a53fp-8);
  q = fma_scalar(q, z, -0x1.b82ce31288b51p-6);
  q = fma_scalar(q, z, 0x1.ce2f21a042be2p-4);
  q = fma_scalar(q, z, -0x1.812746b0379e7p-2);
  q = fma_scalar(q, z, 0x1.06eba8214db69p-3);
  // (u + 3) * e^(u^2) * (1 - erf u) is nearly a polynomial in t.
  const double d = u + 3.0;
  const double t = (u - 3.0) / d;
  double v = -0x1.21fa972746e7bp-26;
  v = fma_scalar(v, t, 0x1.8f967d6603776p-25);
  v = fma_scalar(v, t, 0x1.31f64aa44a009p-24);
  v = fma_scalar(v, t, -0x1.02239ba26444cp-22);
  v = fma_scalar(v, t, -0x1.c88269f456895p-22);
  v = fma_scalar(v, t, 0x1.0e7287a8a869dp-20);
  v = fma_scalar(v, t, 0x1.740416185bd94p-19);
  v = fma_scalar(v, t, -0x1.3f0061442f827p-18);
  v = fma_scalar(v, t, -0x1.25214dcf1eec5p-16);
  v = fma_scalar(v, t, 0x1.fe04205ff54cdp-16);
  v = fma_scalar(v, t, 0x1.c325713ae4cd0p-14);
  v = fma_scalar(v, t, -0x1.223909adce4d1p-12);
  v = fma_scalar(v, t, -0x1.1f78e1e835f76p-11);
  v = fma_scalar(v, t, 0x1.8dae3a4a2683bp-9);
  v = fma_scalar(v, t, -0x1.3dd3e70c37bf2p-10);
  v = fma_scalar(v, t, -0x1.b78993d6eade0p-6);
  v = fma_scalar(v, t, 0x1.e995f11b16979p-4);
  v = fma_scalar(v, t, -0x1.3deb21415db67p-2);
  v = fma_scalar(v, t, 0x1.2e326945de2b9p-1);
  v = fma_scalar(v, t, -0x1.c44c471baa377p-1);
  v = fma_scalar(v, t, 0x1.12f21ddd9f5e2p+0);
  return (error_parts){fma_scalar(u, q, u), scaled((power.p * v) / d, power.shifted)};
}

INLINE double erf_of(double x) {
  const double u = held(__builtin_elementwise_abs(x), 0.0, 28.0);
  const double z = u * u;
  const error_parts error = error_of(u, power_of_sum(-z, fma_scalar(-u, u, z)));
  return __builtin_elementwise_copysign(u < 1.0 ? error.erf : 1.0 - error.rest, x);
}

INLINE function_part gelu_of(double x) {
  const double bounded = held(x, -39.0, 39.0);
  const double z = bounded * bounded;
  const double low = fma_scalar(-bounded, bounded, z);
  const power_parts power = power_of_sum(-0.5 * z, 0.5 * low);
  const double u = __builtin_elementwise_abs(bounded) * ROOT_HALF;
  const error_parts error = error_of(u, power);
  const double near = fma_scalar(__builtin_elementwise_copysign(0.5, x), error.erf, 0.5);
  const double far = bounded < 0.0 ? 0.5 * error.rest : fma_scalar(-0.5, error.rest, 1.0);
  return part_of(x, bounded, u < 0.75 ? near : far,
                     scaled(power.p, power.shifted) * DENSITY);
}

FUNCTION(erf)
FUNCTION_PAIR(gelu)

// RN64 of ln 2 is one of the parts above, and so is that of pi.
#define LN2 LN2_HIGH
#define PI PI_HIGH
#include "function_gradients.h"

// a is x, b is dy.
GRADIENT(softplus, b * sigmoid_of(a))
GRADIENT(erf, (b * exp_of(-(a * a))) * TWO_OVER_ROOT_PI)

#undef LN2
#undef PI
#undef ROOT_HALF
#undef DENSITY
#undef TWO_OVER_ROOT_PI
#undef PER_LN2
#undef LN2_HIGH
#undef LN2_LOW
#undef LN2_SHORT
#undef LN2_REST
#undef PI_HIGH
#undef PI_LOW
#undef NEAREST
#undef FUNCTION
#undef FUNCTION_PAIR
#undef GRADIENT
#undef UNARY
#undef BINARY
