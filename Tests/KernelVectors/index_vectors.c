#include "vectors.h"

static void rows_by_index(run *r, long count, long rows, long columns, draw d) {
  begin(r, d, "rows by index %ld of %ldx%ld", count, rows, columns);
  const float *table = floats(r, rows * columns);
  const int32_t *indices = labels(r, count, (int32_t)rows);
  float *taken = BLANK(r, float, count * columns);
  const float missing = 0x1.8p-140f;
  const int64_t long_missing = -1, *long_table = long_integers(r, rows * columns);
  int64_t *long_taken = BLANK(r, int64_t, count * columns);
  KERNEL(r, gather)(count, rows, columns, 4, &missing, table, indices, taken);
  KERNEL(r, gather)(count, rows, columns, 8, &long_missing, long_table, indices, long_taken);
  hash_floats(r, taken, count * columns);
  hash_long_integers(r, long_taken, count * columns);
  end(r);
}

static void sums_by_index(run *r, long count, long rows, long columns, draw d) {
  begin(r, d, "sums by index %ld of %ldx%ld", count, rows, columns);
  const void *x = numbers(r, count * columns);
  const int32_t *indices = labels(r, count, (int32_t)rows);
  void *y = blank_numbers(r, rows * columns);
  long *ends = BLANK(r, long, rows), *positions = BLANK(r, long, count);
  KERNEL(r, sort_positions)(count, rows, indices, ends, positions);
  const lockstep_scatter scatter = {
      .count = count, .columns = columns, .ends = ends, .positions = positions, .x = x, .y = y};
  // Four parts: where the rows are cut must not matter.
  for (int part = 0; part < 4; part++)
    REAL(r, scatter_add)(&scatter, part & 1 ? rows / 2 : 0, part & 1 ? rows : rows / 2,
                           part & 2 ? columns / 3 : 0, part & 2 ? columns : columns / 3);
  hash_numbers(r, y, rows * columns);
  end(r);
}

static const long shapes[][3] = {{0, 3, 2},  {3, 1, 1},   {5, 7, 4},    {40, 3, 17},
                                 {9, 11, 0}, {300, 5, 9}, {100, 20, 33}};

void index_vectors(run *r) {
  for (draw d = 0; d < DRAW_COUNT; d++)
    for (int i = 0; i < COUNT_OF(shapes); i++)
      rows_by_index(r, shapes[i][0], shapes[i][1], shapes[i][2], d);
}

void scatter_vectors(run *r) {
  for (draw d = 0; d < DRAW_COUNT; d++)
    for (int i = 0; i < COUNT_OF(shapes); i++)
      sums_by_index(r, shapes[i][0], shapes[i][1], shapes[i][2], d);
}
