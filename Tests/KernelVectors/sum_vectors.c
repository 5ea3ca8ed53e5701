#include "vectors.h"

static void blocks(run *r) {
  static const long counts[] = {0, 1, 2, 63, 64, 65, 127, 200, 4095, 4096, 4097, 12345};
  for (draw d = 0; d < DRAW_COUNT; d++)
    for (int i = 0; i < COUNT_OF(counts); i++) {
      const long count = counts[i], parts = (count + 4095) / 4096;
      begin(r, d, "sum %ld", count);
      const float *x = floats(r, count);
      float *partials = BLANK(r, float, parts), *total = BLANK(r, float, 1);
      double *squares = BLANK(r, double, parts), *length = BLANK(r, double, 1);
      KERNEL(r, block_sums)(count, x, partials);
      KERNEL(r, square_block_sums)(count, x, squares);
      total[0] = KERNEL(r, fold_f32)(parts, partials);
      length[0] = KERNEL(r, fold_f64)(parts, squares);
      hash_floats(r, partials, parts);
      hash_doubles(r, squares, parts);
      hash_floats(r, total, 1);
      hash_doubles(r, length, 1);
      end(r);
    }
}

static void folds(run *r) {
  for (draw d = 0; d < DRAW_COUNT; d++)
    for (long count = 0; count < 40; count++) {
      begin(r, d, "fold %ld", count);
      const float *x = floats(r, count);
      const double *z = doubles(r, count);
      float *sum = BLANK(r, float, 1);
      double *wide = BLANK(r, double, 1);
      sum[0] = KERNEL(r, fold_f32)(count, x);
      wide[0] = KERNEL(r, fold_f64)(count, z);
      hash_floats(r, sum, 1);
      hash_doubles(r, wide, 1);
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
      const float *x = floats(r, m * n);
      float *by_row = BLANK(r, float, m), *by_column = BLANK(r, float, n);
      float *part = BLANK(r, float, n);
      KERNEL(r, row_sums)(m, n, x, by_row);
      KERNEL(r, column_sums)(m, n, 0, n, x, by_column);
      KERNEL(r, column_sums)(m, n, n / 3, n - n / 4, x, part);
      hash_floats(r, by_row, m);
      hash_floats(r, by_column, n);
      hash_floats(r, part, n);
      end(r);
    }
}

static void strided(run *r) {
  // Columns, and lengths and strides of two summed axes.
  static const long shapes[][5] = {{1, 3, 5, 20, 1}, {5, 3, 4, 40, 10}, {8, 65, 64, 700, 9},
                                   {1, 9, 500, 520, 1}, {3, 0, 4, 9, 3}, {2, 4, 0, 9, 3}};
  for (draw d = 0; d < DRAW_COUNT; d++)
    for (int i = 0; i < COUNT_OF(shapes); i++) {
      const long columns = shapes[i][0];
      begin(r, d, "strided sums of %ld, %ldx%ld", columns, shapes[i][1], shapes[i][2]);
      const long size = shapes[i][1] * shapes[i][3] + shapes[i][2] * shapes[i][4] + 8;
      const float *x = floats(r, size);
      const double *z = doubles(r, size);
      const int32_t *n = integers(r, size);
      const int64_t *l = long_integers(r, size);
      float *y = BLANK(r, float, columns);
      double *wide = BLANK(r, double, columns);
      int32_t *sum = BLANK(r, int32_t, columns);
      int64_t *long_sum = BLANK(r, int64_t, columns);
      KERNEL(r, strided_sums)(columns, 2, shapes[i] + 1, shapes[i] + 3, x, y);
      KERNEL(r, strided_sums_f64)(columns, 2, shapes[i] + 1, shapes[i] + 3, z, wide);
      KERNEL(r, strided_sums_i32)(columns, 2, shapes[i] + 1, shapes[i] + 3, n, sum);
      KERNEL(r, strided_sums_i64)(columns, 2, shapes[i] + 1, shapes[i] + 3, l, long_sum);
      hash_floats(r, y, columns);
      hash_doubles(r, wide, columns);
      hash_integers(r, sum, columns);
      hash_long_integers(r, long_sum, columns);
      end(r);
    }
}

void sum_vectors(run *r) {
  blocks(r);
  folds(r);
  rows_and_columns(r);
  strided(r);
}
