#include "vectors.h"

static const long shapes[][2] = {{0, 3},  {1, 1},  {2, 2},  {3, 10}, {4, 16},
                                 {5, 33}, {3, 65}, {2, 130}, {1, 4099}};

static void cross_entropy(run *r, long rows, long classes, draw d) {
  begin(r, d, "cross-entropy %ldx%ld", rows, classes);
  const float *logits = floats(r, rows * classes), *share = floats(r, 1);
  const int32_t *targets = labels(r, rows, (int32_t)classes);
  float *losses = BLANK(r, float, rows), *probabilities = BLANK(r, float, rows * classes);
  float *dx = BLANK(r, float, rows * classes);
  KERNEL(r, real_f32.cross_entropy)(rows, classes, logits, targets, losses, probabilities);
  KERNEL(r, real_f32.cross_entropy_gradient)(rows, classes, share[0], probabilities, targets, dx);
  hash_floats(r, losses, rows);
  hash_floats(r, probabilities, rows * classes);
  hash_floats(r, dx, rows * classes);
  end(r);
}

static void target_cross_entropy(run *r, long rows, long classes, draw d) {
  const lockstep_targets targets = {.kept = 0.9f, .other_weight = 0.1f / (float)classes,
                                    .label_weight = 0.9f + 0.1f / (float)classes,
                                    .smooths = true, .ignores = true, .ignored_label = 1};
  begin(r, d, "target cross-entropy %ldx%ld", rows, classes);
  const float *logits = floats(r, rows * classes), *upstream = floats(r, rows);
  const int32_t *targeted = labels(r, rows, (int32_t)classes);
  float *losses = BLANK(r, float, rows), *probabilities = BLANK(r, float, rows * classes);
  float *dx = BLANK(r, float, rows * classes);
  KERNEL(r, real_f32.target_cross_entropy)
  (&targets, rows, classes, logits, targeted, losses, probabilities);
  KERNEL(r, real_f32.target_cross_entropy_gradient)
  (&targets, rows, classes, upstream, 1, probabilities, targeted, dx);
  hash_floats(r, losses, rows);
  hash_floats(r, probabilities, rows * classes);
  hash_floats(r, dx, rows * classes);
  end(r);
}

static void softmax(run *r, long rows, long columns, draw d) {
  begin(r, d, "softmax %ldx%ld", rows, columns);
  const long count = rows * columns;
  const float *x = floats(r, count), *dy = floats(r, count);
  float *y = BLANK(r, float, count), *dx = BLANK(r, float, count);
  KERNEL(r, real_f32.softmax)(rows, columns, x, y);
  KERNEL(r, real_f32.softmax_gradient)(rows, columns, y, dy, dx);
  hash_floats(r, y, count);
  hash_floats(r, dx, count);
  KERNEL(r, real_f32.log_softmax)(rows, columns, x, y);
  KERNEL(r, real_f32.log_softmax_gradient)(rows, columns, y, dy, dx);
  hash_floats(r, y, count);
  hash_floats(r, dx, count);
  end(r);
}

static void layer_norm(run *r, long rows, long columns, draw d) {
  begin(r, d, "layer norm %ldx%ld", rows, columns);
  const float *x = floats(r, rows * columns), *dy = floats(r, rows * columns);
  const float *gamma = floats(r, columns), *beta = floats(r, columns);
  float *y = BLANK(r, float, rows * columns), *normalized = BLANK(r, float, rows * columns);
  float *inverse = BLANK(r, float, rows), *dx = BLANK(r, float, rows * columns);
  KERNEL(r, real_f32.layer_norm)(rows, columns, 0x1.4f8b58p-17f, x, gamma, beta, y, normalized, inverse);
  KERNEL(r, real_f32.layer_norm_gradient)(rows, columns, dy, gamma, normalized, inverse, dx);
  hash_floats(r, y, rows * columns);
  hash_floats(r, normalized, rows * columns);
  hash_floats(r, inverse, rows);
  hash_floats(r, dx, rows * columns);
  end(r);
}

static void rms_norm(run *r, long rows, long columns, draw d) {
  begin(r, d, "RMS norm %ldx%ld", rows, columns);
  const float *x = floats(r, rows * columns), *dy = floats(r, rows * columns);
  const float *gamma = floats(r, columns);
  float *y = BLANK(r, float, rows * columns), *normalized = BLANK(r, float, rows * columns);
  float *inverse = BLANK(r, float, rows), *dx = BLANK(r, float, rows * columns);
  KERNEL(r, real_f32.rms_norm)(rows, columns, 0x1.4f8b58p-17f, x, gamma, y, normalized, inverse);
  KERNEL(r, real_f32.rms_norm_gradient)(rows, columns, dy, gamma, normalized, inverse, dx);
  hash_floats(r, y, rows * columns);
  hash_floats(r, normalized, rows * columns);
  hash_floats(r, inverse, rows);
  hash_floats(r, dx, rows * columns);
  end(r);
}

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
    for (int i = 0; i < COUNT_OF(shapes); i++) {
      cross_entropy(r, shapes[i][0], shapes[i][1], d);
      target_cross_entropy(r, shapes[i][0], shapes[i][1], d);
      softmax(r, shapes[i][0], shapes[i][1], d);
      layer_norm(r, shapes[i][0], shapes[i][1], d);
      rms_norm(r, shapes[i][0], shapes[i][1], d);
      group_norm(r, shapes[i][0], shapes[i][1], d);
    }
}
