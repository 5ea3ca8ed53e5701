#include "vectors.h"

enum { BLOCK = 4096, STRIP = 64 };

/// Sums down all columns, `sides` of them side by side, into the first row of what is returned.
static float *sums(run *r, lockstep_column_kernel kernel, const lockstep_columns *matrix,
                   int sides) {
  const long blocks = matrix->rows > BLOCK ? (matrix->rows + BLOCK - 1) / BLOCK : 1;
  const long width = sides * matrix->columns;
  float *partials = BLANK(r, float, blocks * width);
  for (long block = 0; block < blocks; block++)
    for (long first = 0; first < matrix->columns; first += STRIP) {
      const long last = first + STRIP < matrix->columns ? first + STRIP : matrix->columns;
      kernel(matrix, block, first, last, partials + block * width);
    }
  KERNEL(r, fold_rows)(blocks, width, partials);
  float *result = BLANK(r, float, width);
  memcpy(result, partials, (size_t)width * sizeof(float));
  hash_floats(r, result, width);
  return result;
}

static void batch_norm(run *r, long rows, long columns, draw d) {
  begin(r, d, "batch norm %ldx%ld", rows, columns);
  const long count = rows * columns;
  lockstep_columns matrix = {.rows = rows, .columns = columns, .x = floats(r, count),
                             .dy = floats(r, count)};
  const float *gamma = floats(r, columns), *beta = floats(r, columns);
  float *inverse = BLANK(r, float, columns), *y = BLANK(r, float, count);
  float *dx = BLANK(r, float, count);
  // The kernels divide nothing by the number of rows, so sums stand in for means.
  matrix.mean = sums(r, KERNEL(r, column_values), &matrix, 1);
  const float *squares = sums(r, KERNEL(r, column_squares), &matrix, 1);
  KERNEL(r, inverse_deviation)(columns, 0x1.4f8b58p-17f, squares, inverse);
  hash_floats(r, inverse, columns);
  matrix.inverse = inverse;
  KERNEL(r, batch_norm)(&matrix, 0, rows / 3, gamma, beta, y);
  KERNEL(r, batch_norm)(&matrix, rows / 3, rows, gamma, beta, y);
  hash_floats(r, y, count);
  const float *gradients = sums(r, KERNEL(r, column_gradients), &matrix, 2);
  KERNEL(r, batch_norm_gradient)(&matrix, 0, rows, gamma, gradients, gradients + columns, dx);
  hash_floats(r, dx, count);
  end(r);
}

void batch_norm_vectors(run *r) {
  static const long shapes[][2] = {{0, 3}, {1, 1}, {5, 7}, {65, 16}, {130, 33}, {9, 130}, {4100, 5}};
  for (draw d = 0; d < DRAW_COUNT; d++)
    for (int i = 0; i < COUNT_OF(shapes); i++) batch_norm(r, shapes[i][0], shapes[i][1], d);
}
