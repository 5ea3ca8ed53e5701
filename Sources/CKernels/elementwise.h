// Elementwise kernels: NUM-001, NUM-002, NUM-006, NUM-008, NUM-011, NUM-060, NUM-061, NUM-091.

#pragma STDC FP_CONTRACT OFF

#define UNARY(name, expression)                                \
  static void name(long count, const NUMBER *x, NUMBER *y) {   \
    INDEPENDENT for (long i = 0; i < count; i++) {             \
      const NUMBER a = x[i];                                   \
      y[i] = (expression);                                     \
    }                                                          \
  }

#define BINARY(name, expression)                                                          \
  static void name(long count, const NUMBER *left, const NUMBER *right, NUMBER *y) {      \
    INDEPENDENT for (long i = 0; i < count; i++) {                                        \
      [[maybe_unused]] const NUMBER a = left[i];                                          \
      [[maybe_unused]] const NUMBER b = right[i];                                         \
      y[i] = (expression);                                                                \
    }                                                                                     \
  }

#define SCALAR(name, expression)                                            \
  static void name(long count, double scalar, const NUMBER *x, NUMBER *y) { \
    const NUMBER b = (NUMBER)scalar;                                        \
    INDEPENDENT for (long i = 0; i < count; i++) {                          \
      const NUMBER a = x[i];                                                \
      y[i] = (expression);                                                  \
    }                                                                       \
  }

// Constants are exact in either format.
UNARY(negate, -a)
UNARY(absolute, __builtin_elementwise_abs(a))
UNARY(sign, a > 0.0f ? 1.0f : (a < 0.0f ? -1.0f : a))
UNARY(reciprocal, 1.0f / a)
UNARY(square, a * a)
UNARY(square_root, root(a))
// A comparison with NaN is false, so "not at most 0" keeps NaN and maps -0 to +0.
UNARY(relu, a <= 0.0f ? 0.0f : a)

BINARY(add_elements, a + b)
BINARY(multiply_elements, a * b)

// Gradients: a is x or y, b is dy.
BINARY(negate_gradient, -b)
BINARY(absolute_gradient, a > 0.0f ? b : (a < 0.0f ? -b : (a == 0.0f ? 0.0f : a)))
BINARY(sign_gradient, 0.0f)
BINARY(reciprocal_gradient, -((b * a) * a))
BINARY(square_gradient, b * (a + a))
BINARY(square_root_gradient, b / (a + a))
BINARY(relu_gradient, a > 0.0f ? b : (a <= 0.0f ? 0.0f : a))

SCALAR(scale, a * b)
SCALAR(divide_by, a / b)

#undef SCALAR

static void fill(long count, NUMBER value, NUMBER *y) {
  for (long i = 0; i < count; i++) y[i] = value;
}

static void fill_bits(long count, uint64_t bits, NUMBER *y) {
  fill(count, TYPED(of_words)((UNSIGNED)bits), y);
}
