#include "vectors.h"

// Whole vectors of every width, and what is left over.
static const long counts[] = {0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 65, 130};

static void unary(run *r, const char *name, lockstep_unary_kernel kernel) {
  for (draw d = 0; d < DRAW_COUNT; d++)
    for (int i = 0; i < COUNT_OF(counts); i++) {
      const long count = counts[i];
      begin(r, d, "%s %ld", name, count);
      float *x = floats(r, count), *y = BLANK(r, float, count);
      kernel(count, x, y);
      hash_floats(r, y, count);
      kernel(count, x, x);
      hash_floats(r, x, count);
      end(r);
    }
}

static void binary(run *r, const char *name, lockstep_binary_kernel kernel) {
  for (draw d = 0; d < DRAW_COUNT; d++)
    for (int i = 0; i < COUNT_OF(counts); i++) {
      const long count = counts[i];
      begin(r, d, "%s %ld", name, count);
      const float *left = floats(r, count), *right = floats(r, count);
      float *y = BLANK(r, float, count);
      kernel(count, left, right, y);
      hash_floats(r, y, count);
      end(r);
    }
}

static void scalar(run *r, const char *name, lockstep_scalar_kernel kernel) {
  for (draw d = 0; d < DRAW_COUNT; d++)
    for (int i = 0; i < COUNT_OF(counts); i++) {
      const long count = counts[i];
      begin(r, d, "%s %ld", name, count);
      const float *x = floats(r, count), *factor = floats(r, 1);
      float *y = BLANK(r, float, count);
      kernel(count, factor[0], x, y);
      hash_floats(r, y, count);
      end(r);
    }
}

#define UNARY_F64(name)                                                        \
  for (draw d = 0; d < DRAW_COUNT; d++)                                        \
    for (int i = 0; i < COUNT_OF(counts); i++) {                               \
      const long count = counts[i];                                            \
      begin(r, d, #name " %ld", count);                                        \
      double *x = doubles(r, count), *y = BLANK(r, double, count);             \
      KERNEL(r, name)(count, x, y);                                            \
      hash_doubles(r, y, count);                                               \
      end(r);                                                                  \
    }
#define BINARY_F64(name)                                                       \
  for (draw d = 0; d < DRAW_COUNT; d++)                                        \
    for (int i = 0; i < COUNT_OF(counts); i++) {                               \
      const long count = counts[i];                                            \
      begin(r, d, #name " %ld", count);                                        \
      const double *left = doubles(r, count), *right = doubles(r, count);      \
      double *y = BLANK(r, double, count);                                     \
      KERNEL(r, name)(count, left, right, y);                                  \
      hash_doubles(r, y, count);                                               \
      end(r);                                                                  \
    }

static void doubles_of_one_variable(run *r) {
  UNARY_F64(negate_f64)
  UNARY_F64(absolute_f64)
  UNARY_F64(sign_f64)
  UNARY_F64(reciprocal_f64)
  UNARY_F64(square_f64)
  UNARY_F64(square_root_f64)
  UNARY_F64(relu_f64)
  BINARY_F64(negate_gradient_f64)
  BINARY_F64(absolute_gradient_f64)
  BINARY_F64(sign_gradient_f64)
  BINARY_F64(reciprocal_gradient_f64)
  BINARY_F64(square_gradient_f64)
  BINARY_F64(square_root_gradient_f64)
  BINARY_F64(relu_gradient_f64)
}

#define UNARY(name) unary(r, #name, KERNEL(r, name))
#define BINARY(name) binary(r, #name, KERNEL(r, name))
#define SCALAR(name) scalar(r, #name, KERNEL(r, name))

static void fills(run *r) {
  for (int i = 0; i < COUNT_OF(counts); i++) {
    begin(r, NORMAL_DRAW, "fill %ld", counts[i]);
    float *y = BLANK(r, float, counts[i]);
    KERNEL(r, fill_f32)(counts[i], 0x1.8p-140f, y);
    hash_floats(r, y, counts[i]);
    double *z = BLANK(r, double, counts[i]);
    KERNEL(r, fill_f64)(counts[i], 0x1.8p-1060, z);
    hash_doubles(r, z, counts[i]);
    end(r);
  }
}

static void rows(run *r) {
  static const long shapes[][2] = {{0, 3}, {3, 0}, {1, 1}, {5, 1}, {3, 4}, {2, 17}, {7, 33}};
  for (draw d = 0; d < DRAW_COUNT; d++)
    for (int i = 0; i < COUNT_OF(shapes); i++) {
      const long m = shapes[i][0], n = shapes[i][1];
      begin(r, d, "rows %ldx%ld", m, n);
      const float *x = floats(r, m * n), *row = floats(r, n);
      float *sum = BLANK(r, float, m * n), *repeated = BLANK(r, float, m * n);
      KERNEL(r, add_row)(m, n, x, row, sum);
      KERNEL(r, repeat_row)(m, n, row, repeated);
      hash_floats(r, sum, m * n);
      hash_floats(r, repeated, m * n);
      end(r);
    }
}

void elementwise_vectors(run *r) {
  UNARY(negate);
  UNARY(absolute);
  UNARY(sign);
  UNARY(reciprocal);
  UNARY(square);
  UNARY(square_root);
  UNARY(relu);
  BINARY(negate_gradient);
  BINARY(absolute_gradient);
  BINARY(sign_gradient);
  BINARY(reciprocal_gradient);
  BINARY(square_gradient);
  BINARY(square_root_gradient);
  BINARY(relu_gradient);
  BINARY(multiply);
  BINARY(exp2_gradient);
  BINARY(expm1_gradient);
  BINARY(log_gradient);
  BINARY(log1p_gradient);
  BINARY(sinpi_gradient);
  BINARY(cospi_gradient);
  BINARY(tanh_gradient);
  BINARY(sigmoid_gradient);
  BINARY(softplus_gradient);
  BINARY(rsqrt_gradient);
  BINARY(erf_gradient);
  SCALAR(scale);
  SCALAR(divide_by);
  doubles_of_one_variable(r);
  fills(r);
  rows(r);
}
