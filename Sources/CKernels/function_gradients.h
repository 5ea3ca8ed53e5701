// Gradients of functions of one variable that are a few operations in either format: NUM-060. LN2 and PI
// are those numbers, rounded once to the format.

#pragma STDC FP_CONTRACT OFF

#define GRADIENT(name, expression)                                                            \
  static void name##_gradient(long count, const NUMBER *left, const NUMBER *right, NUMBER *y) { \
    LANES for (long i = 0; i < count; i++) {                                                  \
      const NUMBER a = left[i];                                                               \
      const NUMBER b = right[i];                                                              \
      y[i] = (expression);                                                                    \
    }                                                                                         \
  }

// a is y, b is dy. The gradient of exp is `multiply`, and so is that of a function whose derivative is
// at hand.
GRADIENT(exp2, (b * a) * LN2)
GRADIENT(expm1, b * (a + 1.0f))
GRADIENT(tanh, b * fma_scalar(-a, a, 1.0f))
GRADIENT(sigmoid, b * (a * (1.0f - a)))
GRADIENT(rsqrt, b * ((-0.5f * a) * (a * a)))
// a is x, b is dy.
GRADIENT(log, b / a)
GRADIENT(log1p, b / (1.0f + a))
GRADIENT(sinpi, (b * cospi_of(a)) * PI)
GRADIENT(cospi, -((b * sinpi_of(a)) * PI))
