// Functions of one variable in binary64, and their gradients: NUM-154, in the order of operations that
// the rule gives.

#pragma STDC FP_CONTRACT OFF

// RN64 of 1 ÷ ln 2; of ln 2 and what is left; of ln 2 to 42 bits and what is left.
#define PER_LN2 0x1.71547652b82fep+0
#define LN2_HIGH 0x1.62e42fefa39efp-1
#define LN2_LOW 0x1.abc9e3b39803fp-56
#define LN2_SHORT 0x1.62e42fefa3800p-1
#define LN2_REST 0x1.ef35793c76730p-45

INLINE double exp_of(double x) {
  const double least = x < -746.0 ? -746.0 : x;
  const double bounded = least > 710.0 ? 710.0 : least;
  // The sum's last bit is a whole number, so that its bits are those of k.
  const double shifted = fma_scalar(bounded, PER_LN2, 0x1.8p+52);
  const double k = shifted - 0x1.8p+52;
  const double high = fma_scalar(-k, LN2_HIGH, bounded);
  const double r = fma_scalar(-k, LN2_LOW, high);
  const double left = fma_scalar(-k, LN2_LOW, high - r);
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
  q = fma_scalar(q, r, 0x1.0000000000000p-1);
  const double s = 1.0 + r;
  const double lost = (1.0 - s) + r;
  const double p = s + fma_scalar(r * r, q, lost + left);
  const int64_t power = (int64_t)(words_f64(shifted) - words_f64(0x1.8p+52));
  const int64_t half = power >> 1;
  const double first = of_words_f64((uint64_t)(half + 1023) << 52);
  const double second = of_words_f64((uint64_t)(power - half + 1023) << 52);
  return (p * first) * second;
}

INLINE double log_of(double x) {
  const bool tiny = x < 0x1p-1022;
  const uint64_t bits = words_f64(tiny ? x * 0x1p+54 : x);
  // The upper half of x ÷ RN64(√½): its exponent is k.
  const uint64_t ratio = bits + (UINT64_C(0x3ff0000000000000) - UINT64_C(0x3fe6a09e667f3bcd));
  const double k = (double)((int64_t)(ratio >> 52) - (tiny ? 1077 : 1023));
  const double m = of_words_f64((ratio & UINT64_C(0x000fffffffffffff)) + UINT64_C(0x3fe6a09e667f3bcd));
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
  const double w = fma_scalar(s, fma_scalar(q, z, h), k * LN2_REST);
  const double y = k * LN2_SHORT + (f - (h - w));
  const double infinite = x < 0.0 ? __builtin_nan("") : x == 0.0 ? -__builtin_inf() : x;
  return x > 0.0 && x < __builtin_inf() ? y : infinite;
}

INLINE double sigmoid_of(double x) {
  const double e = exp_of(-__builtin_elementwise_abs(x));
  return (x < 0.0 ? e : 1.0) / (1.0 + e);
}

#define FUNCTION(name)                                                      \
  static void name##_elements(long count, const double *x, double *y) {     \
    LANES for (long i = 0; i < count; i++) y[i] = name##_of(x[i]);          \
  }

FUNCTION(exp)
FUNCTION(log)
FUNCTION(sigmoid)

// a is y, b is dy; of log, a is x.
BINARY(exp_gradient, b * a)
BINARY(log_gradient, b / a)
BINARY(sigmoid_gradient, b * (a * (1.0 - a)))

#undef PER_LN2
#undef LN2_HIGH
#undef LN2_LOW
#undef LN2_SHORT
#undef LN2_REST
#undef FUNCTION
#undef UNARY
#undef BINARY
