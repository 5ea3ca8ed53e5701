#include "vectors.h"

static const long counts[] = {0, 1, 3, 4, 5, 8, 15, 16, 17, 33, 100, 1000};

static void scalars(run *r, long count, draw d) {
  begin(r, d, "clipping and totals %ld", count);
  const double *squares = doubles(r, count);
  const float *limits = floats(r, 2);
  const int32_t *left = labels(r, count, 3), *right = labels(r, count, 3);
  float *norm = BLANK(r, float, 1), *factor = BLANK(r, float, 1);
  double *total = doubles(r, 2);
  KERNEL(r, real_f32.clip_factor)(count, limits[0], squares, norm, factor);
  KERNEL(r, count_equal)(count, left, right, total);
  KERNEL(r, accumulate)(0x1.8p+5 + (double)count, limits[1], total);
  hash_floats(r, norm, 1);
  hash_floats(r, factor, 1);
  hash_doubles(r, total, 2);
  end(r);
}

void training_vectors(run *r) {
  for (draw d = 0; d < DRAW_COUNT; d++)
    for (int i = 0; i < COUNT_OF(counts); i++) scalars(r, counts[i], d);
  printf("probes %08x\n", KERNEL(r, probe)());
}
