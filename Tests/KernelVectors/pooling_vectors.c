#include "vectors.h"

enum { IMAGES = 2, WINDOW = 3, STRIDE = 2, PADDING = 1 };

/// Bounds of the windows along an axis, without the padding, and then their lengths with it.
static long *windows(run *r, long size, long count) {
  long *bounds = BLANK(r, long, 3 * count);
  for (long i = 0; i < count; i++) {
    const long first = i * STRIDE - PADDING, last = first + WINDOW;
    bounds[2 * i] = first < 0 ? 0 : first;
    bounds[2 * i + 1] = last > size ? size : last;
    bounds[2 * count + i] = WINDOW;
  }
  return bounds;
}

static void pool(run *r, long rows, long columns, long channels, draw d) {
  begin(r, d, "pooling %ldx%ldx%ld", rows, columns, channels);
  const long output_rows = (rows + 2 * PADDING - WINDOW) / STRIDE + 1;
  const long output_columns = (columns + 2 * PADDING - WINDOW) / STRIDE + 1;
  const long *row_bounds = windows(r, rows, output_rows);
  const long *column_bounds = windows(r, columns, output_columns);
  lockstep_pooling pooling = {
      .rows = rows, .columns = columns, .channels = channels, .output_rows = output_rows,
      .output_columns = output_columns, .row_bounds = row_bounds, .column_bounds = column_bounds,
      .row_lengths = row_bounds + 2 * output_rows,
      .column_lengths = column_bounds + 2 * output_columns};
  const long count = IMAGES * rows * columns * channels, lines = IMAGES * output_rows;
  const long output_count = lines * output_columns * channels;
  const void *x = numbers(r, count), *dy = numbers(r, output_count);
  void *y = blank_numbers(r, output_count), *dx = blank_numbers(r, count);
  int32_t *places = BLANK(r, int32_t, output_count);
  long *positions = BLANK(r, long, WINDOW * WINDOW);
  REAL(r, max_pool)(&pooling, 0, lines / 2, x, y, places);
  REAL(r, max_pool)(&pooling, lines / 2, lines, x, y, places);
  hash_numbers(r, y, output_count);
  hash_integers(r, places, output_count);
  REAL(r, max_pool_gradient)(&pooling, 0, IMAGES, dy, places, dx);
  hash_numbers(r, dx, count);
  for (int counts = 0; counts < 2; counts++) {
    pooling.counts_padding = counts;
    REAL(r, average_pool)(&pooling, 0, lines, x, positions, y);
    hash_numbers(r, y, output_count);
    REAL(r, average_pool_gradient)(&pooling, 0, IMAGES, dy, dx);
    hash_numbers(r, dx, count);
  }
  end(r);
}

void pooling_vectors(run *r) {
  static const long shapes[][3] = {{2, 2, 1}, {5, 4, 3}, {7, 9, 16}, {4, 6, 33}};
  for (draw d = 0; d < DRAW_COUNT; d++)
    for (int i = 0; i < COUNT_OF(shapes); i++)
      pool(r, shapes[i][0], shapes[i][1], shapes[i][2], d);
}
