// Elementwise kernels: NUM-001, NUM-002, NUM-006, NUM-008, NUM-011, NUM-060, NUM-061, NUM-091.

#pragma STDC FP_CONTRACT OFF

#define UNARY_OF(type, name, expression)                       \
  static void name(long count, const type *x, type *y) {       \
    INDEPENDENT for (long i = 0; i < count; i++) {             \
      const type a = x[i];                                     \
      y[i] = (expression);                                     \
    }                                                          \
  }

#define BINARY_OF(type, name, expression)                                           \
  static void name(long count, const type *left, const type *right, type *y) {      \
    INDEPENDENT for (long i = 0; i < count; i++) {                                  \
      [[maybe_unused]] const type a = left[i];                                      \
      [[maybe_unused]] const type b = right[i];                                     \
      y[i] = (expression);                                                          \
    }                                                                               \
  }

#define UNARY(name, expression) UNARY_OF(float, name, expression)
#define BINARY(name, expression) BINARY_OF(float, name, expression)

#define SCALAR(type, name, expression)                                  \
  static void name(long count, type b, const type *x, type *y) {        \
    INDEPENDENT for (long i = 0; i < count; i++) {                      \
      const type a = x[i];                                              \
      y[i] = (expression);                                              \
    }                                                                   \
  }

// In binary32, and in binary64 under the name with _f64; constants are exact in both.
#define UNARY_IN_BOTH(name, expression) \
  UNARY(name, expression)               \
  UNARY_OF(double, name##_f64, expression)
#define BINARY_IN_BOTH(name, expression) \
  BINARY(name, expression)               \
  BINARY_OF(double, name##_f64, expression)

UNARY_IN_BOTH(negate, -a)
UNARY_IN_BOTH(absolute, __builtin_elementwise_abs(a))
UNARY_IN_BOTH(sign, a > 0.0f ? 1.0f : (a < 0.0f ? -1.0f : a))
UNARY_IN_BOTH(reciprocal, 1.0f / a)
UNARY_IN_BOTH(square, a * a)
UNARY_IN_BOTH(square_root, __builtin_elementwise_sqrt(a))
// A comparison with NaN is false, so "not at most 0" keeps NaN and maps -0 to +0.
UNARY_IN_BOTH(relu, a <= 0.0f ? 0.0f : a)

BINARY(add, a + b)
BINARY(multiply, a * b)

// Gradients: a is x or y, b is dy.
BINARY_IN_BOTH(negate_gradient, -b)
BINARY_IN_BOTH(absolute_gradient, a > 0.0f ? b : (a < 0.0f ? -b : (a == 0.0f ? 0.0f : a)))
BINARY_IN_BOTH(sign_gradient, 0.0f)
BINARY_IN_BOTH(reciprocal_gradient, -((b * a) * a))
BINARY_IN_BOTH(square_gradient, b * (a + a))
BINARY_IN_BOTH(square_root_gradient, b / (a + a))
BINARY_IN_BOTH(relu_gradient, a > 0.0f ? b : (a <= 0.0f ? 0.0f : a))

SCALAR(float, scale, a * b)
SCALAR(float, divide_by, a / b)
SCALAR(double, scale_f64, a * b)
SCALAR(double, divide_by_f64, a / b)

#undef SCALAR
#undef UNARY_IN_BOTH
#undef BINARY_IN_BOTH

static void fill_f32(long count, float value, float *y) {
  for (long i = 0; i < count; i++) y[i] = value;
}

static void fill_f64(long count, double value, double *y) {
  for (long i = 0; i < count; i++) y[i] = value;
}

static void add_row(long rows, long columns, const float *x, const float *row, float *y) {
  for (long i = 0; i < rows; i++) add(columns, x + i * columns, row, y + i * columns);
}

static void repeat_row(long rows, long inner, const float *x, float *y) {
  if (inner == 1 && rows > 0) {
    fill_f32(rows, x[0], y);
    return;
  }
  for (long r = 0; r < rows; r++) {
    INDEPENDENT for (long i = 0; i < inner; i++) y[r * inner + i] = x[i];
  }
}
