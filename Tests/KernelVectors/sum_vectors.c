#include "vectors.h"

static void blocks(run *r) {
  static const long counts[] = {0, 1, 2, 63, 64, 65, 127, 200, 4095, 4096, 4097, 12345};
  for (draw d = 0; d < DRAW_COUNT; d++)
    for (int i = 0; i < COUNT_OF(counts); i++) {
      const long count = counts[i], parts = (count + 4095) / 4096;
      begin(r, d, "sum %ld", count);
      const void *x = numbers(r, count);
      void *partials = blank_numbers(r, parts);
      double *total = BLANK(r, double, 1);
      double *squares = BLANK(r, double, parts), *length = BLANK(r, double, 1);
      REAL(r, block_sums)(count, x, partials);
      REAL(r, square_block_sums)(count, x, squares);
      total[0] = REAL(r, fold)(parts, partials);
      length[0] = REAL_F64(r, fold)(parts, squares);
      hash_numbers(r, partials, parts);
      hash_doubles(r, squares, parts);
      hash_doubles(r, total, 1);
      hash_doubles(r, length, 1);
      end(r);
    }
}

static void folds(run *r) {
  for (draw d = 0; d < DRAW_COUNT; d++)
    for (long count = 0; count < 40; count++) {
      begin(r, d, "fold %ld", count);
      const void *x = numbers(r, count);
      double *sum = BLANK(r, double, 1);
      sum[0] = REAL(r, fold)(count, x);
      hash_doubles(r, sum, 1);
      end(r);
    }
}

static void rows_and_columns(run *r) {
  static const long shapes[][2] = {{0, 5},  {5, 0},   {1, 1},    {3, 7},   {65, 3},   {130, 33},
                                   {9, 65}, {2, 4099}, {4100, 5}, {70, 16}, {64, 64}};
  for (draw d = 0; d < DRAW_COUNT; d++)
    for (int i = 0; i < COUNT_OF(shapes); i++) {
      const long m = shapes[i][0], n = shapes[i][1];
      begin(r, d, "axis sums %ldx%ld", m, n);
      const void *x = numbers(r, m * n);
      void *by_row = blank_numbers(r, m), *by_column = blank_numbers(r, n);
      void *part = blank_numbers(r, n);
      REAL(r, row_sums)(m, n, x, by_row);
      REAL(r, column_sums)(m, n, 0, n, x, by_column);
      REAL(r, column_sums)(m, n, n / 3, n - n / 4, x, part);
      hash_numbers(r, by_row, m);
      hash_numbers(r, by_column, n);
      hash_numbers(r, part, n);
      end(r);
    }
}

// Columns, and lengths and strides of two summed axes.
static const long strided_shapes[][5] = {{1, 3, 5, 20, 1}, {5, 3, 4, 40, 10}, {8, 65, 64, 700, 9},
                                         {1, 9, 500, 520, 1}, {3, 0, 4, 9, 3}, {2, 4, 0, 9, 3}};

/// Elements of a shape.
static long strided_size(const long *shape) {
  return shape[1] * shape[3] + shape[2] * shape[4] + 8;
}

static void strided(run *r) {
  for (draw d = 0; d < DRAW_COUNT; d++)
    for (int i = 0; i < COUNT_OF(strided_shapes); i++) {
      const long *const shape = strided_shapes[i];
      begin(r, d, "strided sums of %ld, %ldx%ld", shape[0], shape[1], shape[2]);
      const void *x = numbers(r, strided_size(shape));
      void *y = blank_numbers(r, shape[0]);
      REAL(r, strided_sums)(shape[0], 2, shape + 1, shape + 3, x, y);
      hash_numbers(r, y, shape[0]);
      end(r);
    }
}

void sum_vectors(run *r) {
  blocks(r);
  folds(r);
  rows_and_columns(r);
  strided(r);
}

void integer_sum_vectors(run *r) {
  for (int i = 0; i < COUNT_OF(strided_shapes); i++) {
    const long *const shape = strided_shapes[i];
    begin(r, NORMAL_DRAW, "strided sums of integers, %ld, %ldx%ld", shape[0], shape[1], shape[2]);
    const int32_t *n = integers(r, strided_size(shape));
    const int64_t *l = long_integers(r, strided_size(shape));
    int32_t *sum = BLANK(r, int32_t, shape[0]);
    int64_t *long_sum = BLANK(r, int64_t, shape[0]);
    KERNEL(r, strided_sums_i32)(shape[0], 2, shape + 1, shape + 3, n, sum);
    KERNEL(r, strided_sums_i64)(shape[0], 2, shape + 1, shape + 3, l, long_sum);
    hash_integers(r, sum, shape[0]);
    hash_long_integers(r, long_sum, shape[0]);
    end(r);
  }
}
