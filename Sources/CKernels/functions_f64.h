// Functions of one variable in binary64, and their gradients: NUM-154 and NUM-157, in the order of
// operations that the rules give.

#pragma STDC FP_CONTRACT OFF

// RN64 of 1 ÷ ln 2; of ln 2 and what is left; of ln 2 to 42 bits and what is left.
#define PER_LN2 0x1.71547652b82fep+0
#define LN2_HIGH 0x1.62e42fefa39efp-1
#define LN2_LOW 0x1.abc9e3b39803fp-56
#define LN2_SHORT 0x1.62e42fefa3800p-1
#define LN2_REST 0x1.ef35793c76730p-45
// RN64 of pi and what is left.
#define PI_HIGH 0x1.921fb54442d18p+1
#define PI_LOW 0x1.1a62633145c07p-53

// (e^r - 1 - r) / r^2.
INLINE double exp_terms(double r) {
  double q = 0x1.6124613a86d09p-33;
  q = fma_scalar(q, r, 0x1.1eed8eff8d898p-29);
  q = fma_scalar(q, r, 0x1.ae64567f544e4p-26);
  q = fma_scalar(q, r, 0x1.27e4fb7789f5cp-22);
  q = fma_scalar(q, r, 0x1.71de3a556c734p-19);
  q = fma_scalar(q, r, 0x1.a01a01a01a01ap-16);
  q = fma_scalar(q, r, 0x1.a01a01a01a01ap-13);
  q = fma_scalar(q, r, 0x1.6c16c16c16c17p-10);
  q = fma_scalar(q, r, 0x1.1111111111111p-7);
  q = fma_scalar(q, r, 0x1.5555555555555p-5);
  q = fma_scalar(q, r, 0x1.5555555555555p-3);
  return fma_scalar(q, r, 0x1.0000000000000p-1);
}

// e^(r + left).
INLINE double exp_near(double r, double left) {
  const double s = 1.0 + r;
  const double lost = (1.0 - s) + r;
  return s + fma_scalar(r * r, exp_terms(r), lost + left);
}

// The last bit of NEAREST + x is a whole number, so that its bits are those of k.
#define NEAREST 0x1.8p+52

// p * 2^k; k is what `shifted` has beyond NEAREST.
INLINE double scaled(double p, double shifted) {
  const int64_t power = (int64_t)(words_f64(shifted) - words_f64(NEAREST));
  const int64_t half = power >> 1;
  const double first = of_words_f64((uint64_t)(half + 1023) << 52);
  const double second = of_words_f64((uint64_t)(power - half + 1023) << 52);
  return (p * first) * second;
}

INLINE double held(double x, double least, double most) {
  const double bounded = x < least ? least : x;
  return bounded > most ? most : bounded;
}

// x = k * ln 2 + r + left.
typedef struct reduced_argument {
  double shifted, r, left;
} reduced_argument;

INLINE reduced_argument reduce(double x) {
  const double shifted = fma_scalar(x, PER_LN2, NEAREST);
  const double k = shifted - NEAREST;
  const double high = fma_scalar(-k, LN2_HIGH, x);
  const double r = fma_scalar(-k, LN2_LOW, high);
  return (reduced_argument){shifted, r, fma_scalar(-k, LN2_LOW, high - r)};
}

INLINE double exp_of(double x) {
  const reduced_argument y = reduce(held(x, -746.0, 710.0));
  return scaled(exp_near(y.r, y.left), y.shifted);
}

INLINE double exp2_of(double x) {
  const double bounded = held(x, -1076.0, 1025.0);
  const double shifted = bounded + NEAREST;
  const double f = bounded - (shifted - NEAREST);
  const double r = f * LN2_HIGH;
  const double left = fma_scalar(f, LN2_LOW, fma_scalar(f, LN2_HIGH, -r));
  return scaled(exp_near(r, left), shifted);
}

INLINE double expm1_of(double x) {
  const reduced_argument y = reduce(held(x, -40.0, 710.0));
  const double p = y.r + fma_scalar(y.r * y.r, exp_terms(y.r), y.left);
  // 2^1024 is no number.
  const bool beyond = y.shifted > NEAREST + 1023.0;
  const double power = beyond ? NEAREST + 1023.0 : y.shifted;
  const double u = of_words_f64((words_f64(power) + 1023) << 52);
  const double value = fma_scalar(u, p, u - 1.0);
  return __builtin_elementwise_copysign(beyond ? value + value : value, x);
}

INLINE double tanh_of(double x) {
  const double m = expm1_of(-2.0 * __builtin_elementwise_abs(x));
  return __builtin_elementwise_copysign(m / (2.0 + m), x);
}

// log x + left, for small `left`.
INLINE double log_near(double x, double left) {
  const bool tiny = x < 0x1p-1022;
  const uint64_t bits = words_f64(tiny ? x * 0x1p+54 : x);
  // The upper half of x ÷ RN64(√½): its exponent is k.
  const uint64_t ratio = bits + (UINT64_C(0x3ff0000000000000) - UINT64_C(0x3fe6a09e667f3bcd));
  const double k = (double)((int64_t)(ratio >> 52) - (tiny ? 1077 : 1023));
  const double m =
      of_words_f64((ratio & UINT64_C(0x000fffffffffffff)) + UINT64_C(0x3fe6a09e667f3bcd));
  const double f = m - 1.0;
  const double s = f / (2.0 + f);
  const double z = s * s;
  double q = 0x1.8618618618618p-4;
  q = fma_scalar(q, z, 0x1.af286bca1af28p-4);
  q = fma_scalar(q, z, 0x1.e1e1e1e1e1e1ep-4);
  q = fma_scalar(q, z, 0x1.1111111111111p-3);
  q = fma_scalar(q, z, 0x1.3b13b13b13b14p-3);
  q = fma_scalar(q, z, 0x1.745d1745d1746p-3);
  q = fma_scalar(q, z, 0x1.c71c71c71c71cp-3);
  q = fma_scalar(q, z, 0x1.2492492492492p-2);
  q = fma_scalar(q, z, 0x1.999999999999ap-2);
  q = fma_scalar(q, z, 0x1.5555555555555p-1);
  const double h = (0.5 * f) * f;
  const double w = fma_scalar(s, fma_scalar(q, z, h), k * LN2_REST + left);
  const double y = k * LN2_SHORT + (f - (h - w));
  const double infinite = x < 0.0 ? __builtin_nan("") : x == 0.0 ? -__builtin_inf() : x;
  return x > 0.0 && x < __builtin_inf() ? y : infinite;
}

// Adding -0 changes nothing.
INLINE double log_of(double x) { return log_near(x, -0.0); }

INLINE double log1p_of(double x) {
  const double u = 1.0 + x;
  return __builtin_elementwise_copysign(log_near(u, (x - (u - 1.0)) / u), x);
}

INLINE double sigmoid_of(double x) {
  const double e = exp_of(-__builtin_elementwise_abs(x));
  return (x < 0.0 ? e : 1.0) / (1.0 + e);
}

INLINE double softplus_of(double x) {
  return (x > 0.0 ? x : 0.0) + log1p_of(exp_of(-__builtin_elementwise_abs(x)));
}

INLINE double rsqrt_of(double x) { return 1.0 / root(x); }

// sin(pi * (x + quarter / 2)), of x >= 0 or NaN.
INLINE double turns(double x, uint64_t quarter) {
  // From 2^53 on all numbers are even; of infinity this is NaN.
  const double bounded = x < 0x1p+53 ? x : x - x;
  const double even = (bounded + 0x1.8p+53) - 0x1.8p+53;
  const double rest = bounded - even;
  const double shifted = rest + 0x1.8p+51;
  const double r = rest - (shifted - 0x1.8p+51);
  const uint64_t n = words_f64(shifted) + quarter;
  const double z = r * r;
  double s = 0x1.aaec32af93359p-21;
  s = fma_scalar(s, z, -0x1.6fadb9f155744p-16);
  s = fma_scalar(s, z, 0x1.e8f434d018d63p-12);
  s = fma_scalar(s, z, -0x1.e3074fde8871fp-8);
  s = fma_scalar(s, z, 0x1.50783487ee782p-4);
  s = fma_scalar(s, z, -0x1.32d2cce62bd86p-1);
  s = fma_scalar(s, z, 0x1.466bc6775aae2p+1);
  s = fma_scalar(s, z, -0x1.4abbce625be53p+2);
  const double y = r * PI_HIGH;
  const double low = fma_scalar(r, PI_LOW, fma_scalar(r, PI_HIGH, -y));
  const double sine = y + fma_scalar(r * z, s, low);
  double c = 0x1.20c62c2f2d7f5p-18;
  c = fma_scalar(c, z, -0x1.b6e24f44b128fp-14);
  c = fma_scalar(c, z, 0x1.f9d38a3763cc3p-10);
  c = fma_scalar(c, z, -0x1.a6d1f2a204a8cp-6);
  c = fma_scalar(c, z, 0x1.e1f506891babbp-3);
  c = fma_scalar(c, z, -0x1.55d3c7e3cbffap+0);
  c = fma_scalar(c, z, 0x1.03c1f081b5ac4p+2);
  c = fma_scalar(c, z, -0x1.3bd3cc9be45dep+2);
  const double cosine = fma_scalar(z, c, 1.0);
  const double value = (n & 1) ? cosine : sine;
  // 0 - 0 is +0.
  return (n & 2) ? 0.0 - value : value;
}

INLINE double sinpi_of(double x) {
  const double y = turns(__builtin_elementwise_abs(x), 0);
  return of_words_f64(words_f64(y) ^ (words_f64(x) & (UINT64_C(1) << 63)));
}

INLINE double cospi_of(double x) { return turns(__builtin_elementwise_abs(x), 1); }

// A function that is x times a share of it, and its derivative. Both are computed of a bounded x, beyond
// which the share is 0 or 1.
typedef struct function_part {
  double value, derivative;
} function_part;

INLINE function_part part_of(double x, double bounded, double share, double slope) {
  const double larger = x < bounded ? bounded : x;
  return (function_part){larger * share, fma_scalar(bounded, slope, share)};
}

// x times sigmoid v; `rise` is the derivative of v.
INLINE function_part sigmoid_part(double x, double bounded, double v, double rise) {
  const double e = exp_of(-__builtin_elementwise_abs(v));
  const double smaller = e / (1.0 + e);
  const double larger = 1.0 / (1.0 + e);
  return part_of(x, bounded, v < 0.0 ? smaller : larger, (smaller * larger) * rise);
}

INLINE function_part silu_of(double x) {
  const double bounded = held(x, -746.0, 746.0);
  return sigmoid_part(x, bounded, bounded, 1.0);
}

// RN64 of c = 2 * sqrt(2 / pi), of 0.044715 c and of 3 * 0.044715 c.
INLINE function_part gelu_tanh_of(double x) {
  const double bounded = held(x, -39.0, 39.0);
  const double z = bounded * bounded;
  const double slope = fma_scalar(0x1.2444f2a4d8b4bp-4, z, 0x1.9884533d43651p+0);
  const double rise = fma_scalar(0x1.b6676bf7450f0p-3, z, 0x1.9884533d43651p+0);
  return sigmoid_part(x, bounded, bounded * slope, rise);
}

#define FUNCTION(name)                                                              \
  static void name##_elements(long count, const double *x, double *y) {         \
    LANES for (long i = 0; i < count; i++) y[i] = name##_of(x[i]);              \
  }

FUNCTION(exp)
FUNCTION(exp2)
FUNCTION(expm1)
FUNCTION(log)
FUNCTION(log1p)
FUNCTION(sinpi)
FUNCTION(cospi)
FUNCTION(tanh)
FUNCTION(sigmoid)
FUNCTION(softplus)
FUNCTION(rsqrt)

/// A function alone, and with its derivative.
#define FUNCTION_PAIR(name)                                                         \
  static void name##_elements(long count, const double *x, double *y) {         \
    LANES for (long i = 0; i < count; i++) y[i] = name##_of(x[i]).value;        \
  }                                                                                 \
  static void name##_with_derivative(long count, const double *x, double *y,    \
                                         double *slope) {                           \
    LANES for (long i = 0; i < count; i++) {                                        \
      const function_part part = name##_of(x[i]);                           \
      y[i] = part.value;                                                            \
      slope[i] = part.derivative;                                                   \
    }                                                                               \
  }

FUNCTION_PAIR(silu)
FUNCTION_PAIR(gelu_tanh)
