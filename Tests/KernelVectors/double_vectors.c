#include "vectors.h"

// What has kernels of its own in binary64.

static const long counts[] = {0, 1, 3, 4, 5, 8, 15, 16, 17, 33, 100, 1000};
static const long shapes[][2] = {{0, 3},  {1, 1},  {2, 2},  {3, 10}, {4, 16},
                                 {5, 33}, {3, 65}, {2, 130}, {1, 4099}};

static void functions(run *r, long count, draw d) {
  begin(r, d, "functions in binary64 %ld", count);
  const double *x = doubles(r, count), *dy = doubles(r, count);
  double *y = BLANK(r, double, count);
#define FUNCTION(name)                        \
  KERNEL(r, name##_f64)(count, x, y);          \
  hash_doubles(r, y, count);                  \
  KERNEL(r, name##_gradient_f64)(count, x, dy, y); \
  hash_doubles(r, y, count);
  FUNCTION(exp)
  FUNCTION(log)
  FUNCTION(sigmoid)
#undef FUNCTION
  end(r);
}

static void scalars(run *r, long count, draw d) {
  begin(r, d, "clipping in binary64 %ld", count);
  const double *g = doubles(r, count), *limits = doubles(r, 1);
  double *norm = BLANK(r, double, 1), *factor = BLANK(r, double, 1);
  double *squares = BLANK(r, double, 1);
  KERNEL(r, square_block_sums_f64)(count, g, squares);
  hash_doubles(r, squares, count > 0);
  KERNEL(r, real_f64.clip_factor)(count, limits[0], g, norm, factor);
  hash_doubles(r, norm, 1);
  hash_doubles(r, factor, 1);
  end(r);
}

static void extrema(run *r, long rows, long columns, draw d) {
  begin(r, d, "extrema in binary64 %ldx%ld", rows, columns);
  const double *x = doubles(r, rows * columns), *dy = doubles(r, rows);
  double *values = BLANK(r, double, rows), *dx = BLANK(r, double, rows * columns);
  int32_t *places = BLANK(r, int32_t, rows);
  for (int least = 0; least < 2; least++) {
    for (long i = 0; i < rows; i++) {
      KERNEL(r, extremum_f64)
      (least, 1, &columns, &(long){1}, x + i * columns, values + i, places + i);
    }
    hash_doubles(r, values, rows);
    hash_integers(r, places, rows);
    KERNEL(r, real_f64.extremum_gradient)
    (2, (long[]){rows, columns}, (long[]){1, 0}, (long[]){0, 1}, 0, rows * columns, dy, places, dx);
    hash_doubles(r, dx, rows * columns);
  }
  end(r);
}

void double_vectors(run *r) {
  for (draw d = 0; d < DRAW_COUNT; d++) {
    for (int i = 0; i < COUNT_OF(counts); i++) {
      functions(r, counts[i], d);
      scalars(r, counts[i], d);
    }
    for (int i = 0; i < COUNT_OF(shapes); i++) extrema(r, shapes[i][0], shapes[i][1], d);
  }
}
