#include "vectors.h"

// Whole vectors of every width, and what is left over.
static const long counts[] = {0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 65, 130};

static void unary(run *r, const char *name, lockstep_unary_kernel kernel) {
  for (draw d = 0; d < DRAW_COUNT; d++)
    for (int i = 0; i < COUNT_OF(counts); i++) {
      const long count = counts[i];
      begin(r, d, "%s %ld", name, count);
      void *x = numbers(r, count), *y = blank_numbers(r, count);
      kernel(count, x, y);
      hash_numbers(r, y, count);
      kernel(count, x, x);
      hash_numbers(r, x, count);
      end(r);
    }
}

static void binary(run *r, const char *name, lockstep_binary_kernel kernel) {
  for (draw d = 0; d < DRAW_COUNT; d++)
    for (int i = 0; i < COUNT_OF(counts); i++) {
      const long count = counts[i];
      begin(r, d, "%s %ld", name, count);
      const void *left = numbers(r, count), *right = numbers(r, count);
      void *y = blank_numbers(r, count);
      kernel(count, left, right, y);
      hash_numbers(r, y, count);
      end(r);
    }
}

static void scalar(run *r, const char *name, lockstep_scalar_kernel kernel) {
  for (draw d = 0; d < DRAW_COUNT; d++)
    for (int i = 0; i < COUNT_OF(counts); i++) {
      const long count = counts[i];
      begin(r, d, "%s %ld", name, count);
      const void *x = numbers(r, count);
      const double factor = number(r);
      void *y = blank_numbers(r, count);
      kernel(count, factor, x, y);
      hash_numbers(r, y, count);
      end(r);
    }
}

#define UNARY(name) unary(r, #name, REAL(r, name))
#define BINARY(name) binary(r, #name, REAL(r, name))
#define SCALAR(name) scalar(r, #name, REAL(r, name))

static void fills(run *r) {
  for (int i = 0; i < COUNT_OF(counts); i++) {
    begin(r, NORMAL_DRAW, "fill %ld", counts[i]);
    void *y = blank_numbers(r, counts[i]);
    // A signalling NaN of binary32: bits must arrive as they are.
    REAL(r, fill)(counts[i], 0xc018c0007f8c0001u, y);
    hash_words(r, y, counts[i]);
    end(r);
  }
}

static void rows(run *r) {
  static const long shapes[][2] = {{0, 3}, {3, 0}, {1, 1}, {5, 1}, {3, 4}, {2, 17}, {7, 33}};
  for (draw d = 0; d < DRAW_COUNT; d++)
    for (int i = 0; i < COUNT_OF(shapes); i++) {
      const long m = shapes[i][0], n = shapes[i][1];
      begin(r, d, "rows %ldx%ld", m, n);
      const void *x = numbers(r, m * n), *row = numbers(r, n);
      void *sum = blank_numbers(r, m * n), *repeated = blank_numbers(r, m * n);
      REAL(r, add_row)(m, n, x, row, sum);
      REAL(r, repeat_row)(m, n, row, repeated);
      hash_numbers(r, sum, m * n);
      hash_numbers(r, repeated, m * n);
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
  fills(r);
  rows(r);
}
