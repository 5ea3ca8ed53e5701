#include "vectors.h"

static const long shapes[][2] = {{0, 3},  {1, 1},  {2, 2},  {3, 10}, {4, 16},
                                 {5, 33}, {3, 65}, {2, 130}, {1, 4099}};

/// Images of `columns` pixels with three groups of two channels.
static void group_norm(run *r, long images, long columns, draw d) {
  begin(r, d, "group norm %ldx%ld", images, columns);
  const lockstep_groups shape = {.positions = columns, .groups = 3, .size = 2};
  const long count = images * columns * 6;
  const float *x = floats(r, count), *dy = floats(r, count);
  const float *gamma = floats(r, 6), *beta = floats(r, 6);
  float *y = BLANK(r, float, count), *normalized = BLANK(r, float, count);
  float *inverse = BLANK(r, float, images * 3), *dx = BLANK(r, float, count);
  float *scratch = BLANK(r, float, 2 * columns * 2);
  const long half = images * 3 / 2;
  KERNEL(r, group_norm)(&shape, 0, half, 0x1.4f8b58p-17f, x, gamma, beta, y, normalized, inverse,
                        scratch);
  KERNEL(r, group_norm)(&shape, half, images * 3, 0x1.4f8b58p-17f, x, gamma, beta, y, normalized,
                        inverse, scratch);
  KERNEL(r, group_norm_gradient)(&shape, 0, images * 3, dy, gamma, normalized, inverse, dx, scratch);
  hash_floats(r, y, count);
  hash_floats(r, normalized, count);
  hash_floats(r, inverse, images * 3);
  hash_floats(r, dx, count);
  end(r);
}

void row_vectors(run *r) {
  for (draw d = 0; d < DRAW_COUNT; d++)
    for (int i = 0; i < COUNT_OF(shapes); i++) group_norm(r, shapes[i][0], shapes[i][1], d);
}
