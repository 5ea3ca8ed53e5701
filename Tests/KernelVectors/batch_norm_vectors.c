#include "vectors.h"

enum { BLOCK = 4096, STRIP = 64 };

/// Sums down all columns, `sides` of them side by side, into the first row of what is returned.
static void *sums(run *r, lockstep_column_kernel kernel, const lockstep_columns *matrix,
                   int sides) {
  const long blocks = matrix->rows > BLOCK ? (matrix->rows + BLOCK - 1) / BLOCK : 1;
  const long width = sides * matrix->columns;
  void *partials = blank_numbers(r, blocks * width);
  for (long block = 0; block < blocks; block++)
    for (long first = 0; first < matrix->columns; first += STRIP) {
      const long last = first + STRIP < matrix->columns ? first + STRIP : matrix->columns;
      kernel(matrix, block, first, last, number_at(r, partials, block * width));
    }
  REAL(r, fold_rows)(blocks, width, partials);
  void *result = blank_numbers(r, width);
  memcpy(result, partials, (size_t)width * number_size(r));
  hash_numbers(r, result, width);
  return result;
}

static void batch_norm(run *r, long rows, long columns, draw d) {
  begin(r, d, "batch norm %ldx%ld", rows, columns);
  const long count = rows * columns;
  lockstep_columns matrix = {.rows = rows, .columns = columns, .x = numbers(r, count),
                             .dy = numbers(r, count)};
  const void *gamma = numbers(r, columns), *beta = numbers(r, columns);
  void *inverse = blank_numbers(r, columns), *y = blank_numbers(r, count);
  void *dx = blank_numbers(r, count);
  // The kernels divide nothing by the number of rows, so sums stand in for means.
  matrix.mean = sums(r, REAL(r, column_values), &matrix, 1);
  const void *squares = sums(r, REAL(r, column_squares), &matrix, 1);
  REAL(r, inverse_deviation)(columns, 0x1.4f8b58p-17f, squares, inverse);
  hash_numbers(r, inverse, columns);
  matrix.inverse = inverse;
  REAL(r, batch_norm)(&matrix, 0, rows / 3, gamma, beta, y);
  REAL(r, batch_norm)(&matrix, rows / 3, rows, gamma, beta, y);
  hash_numbers(r, y, count);
  const void *gradients = sums(r, REAL(r, column_gradients), &matrix, 2);
  REAL(r, batch_norm_gradient)
  (&matrix, 0, rows, gamma, gradients, number_at(r, gradients, columns), dx);
  hash_numbers(r, dx, count);
  end(r);
}

void batch_norm_vectors(run *r) {
  static const long shapes[][2] = {{0, 3}, {1, 1}, {5, 7}, {65, 16}, {130, 33}, {9, 130}, {4100, 5}};
  for (draw d = 0; d < DRAW_COUNT; d++)
    for (int i = 0; i < COUNT_OF(shapes); i++) batch_norm(r, shapes[i][0], shapes[i][1], d);
}
