// Elementwise kernels: NUM-001, NUM-002, NUM-006, NUM-008, NUM-011, NUM-060, NUM-061.

#pragma STDC FP_CONTRACT OFF

#define UNARY(name, expression)                                \
  static void name(long count, const float *x, float *y) {     \
    INDEPENDENT for (long i = 0; i < count; i++) {             \
      const float a = x[i];                                    \
      y[i] = (expression);                                     \
    }                                                          \
  }

#define BINARY(name, expression)                                                    \
  static void name(long count, const float *left, const float *right, float *y) {   \
    INDEPENDENT for (long i = 0; i < count; i++) {                                  \
      [[maybe_unused]] const float a = left[i];                                     \
      [[maybe_unused]] const float b = right[i];                                    \
      y[i] = (expression);                                                          \
    }                                                                               \
  }

#define SCALAR(name, expression)                                        \
  static void name(long count, float b, const float *x, float *y) {     \
    INDEPENDENT for (long i = 0; i < count; i++) {                      \
      const float a = x[i];                                             \
      y[i] = (expression);                                              \
    }                                                                   \
  }

UNARY(negate, -a)
UNARY(absolute, __builtin_elementwise_abs(a))
UNARY(sign, a > 0.0f ? 1.0f : (a < 0.0f ? -1.0f : a))
UNARY(reciprocal, 1.0f / a)
UNARY(square, a * a)
UNARY(square_root, root_f32(a))
// A comparison with NaN is false, so "not at most 0" keeps NaN and maps -0 to +0.
UNARY(relu, a <= 0.0f ? 0.0f : a)

BINARY(add, a + b)
BINARY(multiply, a * b)

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
