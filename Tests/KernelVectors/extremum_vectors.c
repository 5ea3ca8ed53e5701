#include "vectors.h"

/// Rows and columns of a matrix, with the other of values and places left out in turn.
static void matrix(run *r, bool least, long m, long n, draw d) {
  begin(r, d, "%s of %ldx%ld", least ? "minima" : "maxima", m, n);
  const void *x = numbers(r, m * n);
  void *rows = blank_numbers(r, m), *columns = blank_numbers(r, n), *values = blank_numbers(r, n);
  int32_t *row_places = BLANK(r, int32_t, m), *column_places = BLANK(r, int32_t, n);
  int32_t *places = BLANK(r, int32_t, m);
  REAL(r, row_extrema)(least, m, n, x, rows, n > 0 ? row_places : NULL);
  REAL(r, row_extrema)(least, n > 0 ? m : 0, n, x, NULL, places);
  REAL(r, column_extrema)(least, m, n, 0, n, x, columns, m > 0 ? column_places : NULL);
  REAL(r, column_extrema)(least, m, n, n / 3, n - n / 4, x, values, NULL);
  hash_numbers(r, rows, m);
  hash_numbers(r, columns, n);
  hash_numbers(r, values, n);
  hash_integers(r, row_places, m);
  hash_integers(r, column_places, n);
  hash_integers(r, places, m);
  end(r);
}

/// Places in parts of columns, and the gradient of columns and of rows, cut within a run.
static void places(run *r, long outer, long parts, long inner, draw d) {
  begin(r, d, "places in %ldx%ldx%ld", outer, parts, inner);
  const long results = outer * inner, count = outer * parts * inner;
  const int32_t *within = labels(r, count, 5);
  const void *dy = numbers(r, results);
  int32_t *joined = BLANK(r, int32_t, results);
  void *by_column = blank_numbers(r, count), *by_row = blank_numbers(r, count);
  for (long i = 0; i < results; i++) joined[i] = (int32_t)(next_word(r) % (uint64_t)parts);
  const long lengths[3] = {outer, parts, inner};
  const long results_of[3] = {inner, 0, 1}, places_of[3] = {0, 1, 0};
  // The last axis reduced instead: results [outer, inner] from [outer, inner, parts].
  const long turned[3] = {outer, inner, parts}, rows_of[3] = {inner, 1, 0}, last_of[3] = {0, 0, 1};
  for (int half = 0; half < 2; half++) {
    const long first = half ? count / 2 : 0, last = half ? count : count / 2;
    REAL(r, extremum_gradient)(3, lengths, results_of, places_of, first, last, dy, joined,
                                 by_column);
    REAL(r, extremum_gradient)(3, turned, rows_of, last_of, first, last, dy, joined, by_row);
  }
  REAL(r, join_places)(outer, parts, inner, 7, within, joined);
  hash_integers(r, joined, results);
  hash_numbers(r, by_column, count);
  hash_numbers(r, by_row, count);
  end(r);
}

void extremum_vectors(run *r) {
  static const long shapes[][3] = {{0, 5, 1},  {5, 0, 2},   {1, 1, 1},  {3, 7, 2},   {65, 3, 4},
                                   {9, 65, 3}, {2, 300, 9}, {70, 16, 1}, {4, 33, 70}};
  for (draw d = 0; d < DRAW_COUNT; d++)
    for (int i = 0; i < COUNT_OF(shapes); i++) {
      const long m = shapes[i][0], n = shapes[i][1], k = shapes[i][2];
      matrix(r, false, m, n, d);
      matrix(r, true, m, n, d);
      places(r, m, k, n, d);
    }
}
