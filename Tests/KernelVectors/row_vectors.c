#include "vectors.h"

static const long shapes[][2] = {{0, 3},  {1, 1},  {2, 2},  {3, 10}, {4, 16},
                                 {5, 33}, {3, 65}, {2, 130}, {1, 4099}};

/// Images of `columns` pixels with three groups of two channels.
static void group_norm(run *r, long images, long columns, draw d) {
  begin(r, d, "group norm %ldx%ld", images, columns);
  const lockstep_groups shape = {.positions = columns, .groups = 3, .size = 2};
  const long count = images * columns * 6;
  const void *x = numbers(r, count), *dy = numbers(r, count);
  const void *gamma = numbers(r, 6), *beta = numbers(r, 6);
  void *y = blank_numbers(r, count), *normalized = blank_numbers(r, count);
  void *inverse = blank_numbers(r, images * 3), *dx = blank_numbers(r, count);
  void *scratch = blank_numbers(r, 2 * columns * 2);
  const long half = images * 3 / 2;
  REAL(r, group_norm)(&shape, 0, half, 0x1.4f8b58p-17f, x, gamma, beta, y, normalized, inverse,
                        scratch);
  REAL(r, group_norm)(&shape, half, images * 3, 0x1.4f8b58p-17f, x, gamma, beta, y, normalized,
                        inverse, scratch);
  REAL(r, group_norm_gradient)(&shape, 0, images * 3, dy, gamma, normalized, inverse, dx, scratch);
  hash_numbers(r, y, count);
  hash_numbers(r, normalized, count);
  hash_numbers(r, inverse, images * 3);
  hash_numbers(r, dx, count);
  end(r);
}

static void cross_entropy(run *r, long rows, long classes, draw d) {
  begin(r, d, "cross-entropy %ldx%ld", rows, classes);
  const void *logits = numbers(r, rows * classes);
  const double share = number(r);
  const int32_t *targets = labels(r, rows, (int32_t)classes);
  void *losses = blank_numbers(r, rows), *probabilities = blank_numbers(r, rows * classes);
  void *dx = blank_numbers(r, rows * classes);
  REAL(r, cross_entropy)(rows, classes, logits, targets, losses, probabilities);
  REAL(r, cross_entropy_gradient)(rows, classes, share, probabilities, targets, dx);
  hash_numbers(r, losses, rows);
  hash_numbers(r, probabilities, rows * classes);
  hash_numbers(r, dx, rows * classes);
  end(r);
}

static void target_cross_entropy(run *r, long rows, long classes, draw d) {
  const lockstep_targets targets = {.kept = 0.9f, .other_weight = 0.1f / (float)classes,
                                    .label_weight = 0.9f + 0.1f / (float)classes,
                                    .smooths = true, .ignores = true, .ignored_label = 1};
  begin(r, d, "target cross-entropy %ldx%ld", rows, classes);
  const void *logits = numbers(r, rows * classes), *upstream = numbers(r, rows);
  const int32_t *targeted = labels(r, rows, (int32_t)classes);
  void *losses = blank_numbers(r, rows), *probabilities = blank_numbers(r, rows * classes);
  void *dx = blank_numbers(r, rows * classes);
  REAL(r, target_cross_entropy)
  (&targets, rows, classes, logits, targeted, losses, probabilities);
  REAL(r, target_cross_entropy_gradient)
  (&targets, rows, classes, upstream, 1, probabilities, targeted, dx);
  hash_numbers(r, losses, rows);
  hash_numbers(r, probabilities, rows * classes);
  hash_numbers(r, dx, rows * classes);
  end(r);
}

static void softmax(run *r, long rows, long columns, draw d) {
  begin(r, d, "softmax %ldx%ld", rows, columns);
  const long count = rows * columns;
  const void *x = numbers(r, count), *dy = numbers(r, count);
  void *y = blank_numbers(r, count), *dx = blank_numbers(r, count);
  REAL(r, softmax)(rows, columns, x, y);
  REAL(r, softmax_gradient)(rows, columns, y, dy, dx);
  hash_numbers(r, y, count);
  hash_numbers(r, dx, count);
  REAL(r, log_softmax)(rows, columns, x, y);
  REAL(r, log_softmax_gradient)(rows, columns, y, dy, dx);
  hash_numbers(r, y, count);
  hash_numbers(r, dx, count);
  end(r);
}

static void layer_norm(run *r, long rows, long columns, draw d) {
  begin(r, d, "layer norm %ldx%ld", rows, columns);
  const void *x = numbers(r, rows * columns), *dy = numbers(r, rows * columns);
  const void *gamma = numbers(r, columns), *beta = numbers(r, columns);
  void *y = blank_numbers(r, rows * columns), *normalized = blank_numbers(r, rows * columns);
  void *inverse = blank_numbers(r, rows), *dx = blank_numbers(r, rows * columns);
  REAL(r, layer_norm)(rows, columns, 0x1.4f8b58p-17f, x, gamma, beta, y, normalized, inverse);
  REAL(r, layer_norm_gradient)(rows, columns, dy, gamma, normalized, inverse, dx);
  hash_numbers(r, y, rows * columns);
  hash_numbers(r, normalized, rows * columns);
  hash_numbers(r, inverse, rows);
  hash_numbers(r, dx, rows * columns);
  end(r);
}

static void rms_norm(run *r, long rows, long columns, draw d) {
  begin(r, d, "RMS norm %ldx%ld", rows, columns);
  const void *x = numbers(r, rows * columns), *dy = numbers(r, rows * columns);
  const void *gamma = numbers(r, columns);
  void *y = blank_numbers(r, rows * columns), *normalized = blank_numbers(r, rows * columns);
  void *inverse = blank_numbers(r, rows), *dx = blank_numbers(r, rows * columns);
  REAL(r, rms_norm)(rows, columns, 0x1.4f8b58p-17f, x, gamma, y, normalized, inverse);
  REAL(r, rms_norm_gradient)(rows, columns, dy, gamma, normalized, inverse, dx);
  hash_numbers(r, y, rows * columns);
  hash_numbers(r, normalized, rows * columns);
  hash_numbers(r, inverse, rows);
  hash_numbers(r, dx, rows * columns);
  end(r);
}

void row_vectors(run *r) {
  for (draw d = 0; d < DRAW_COUNT; d++)
    for (int i = 0; i < COUNT_OF(shapes); i++) {
      const long rows = shapes[i][0], columns = shapes[i][1];
      group_norm(r, rows, columns, d);
      cross_entropy(r, rows, columns, d);
      target_cross_entropy(r, rows, columns, d);
      softmax(r, rows, columns, d);
      layer_norm(r, rows, columns, d);
      rms_norm(r, rows, columns, d);
    }
}
