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

static void softmax(run *r, long rows, long columns, draw d) {
  begin(r, d, "softmax in binary64 %ldx%ld", rows, columns);
  const long count = rows * columns;
  const double *x = doubles(r, count), *dy = doubles(r, count);
  double *y = BLANK(r, double, count), *dx = BLANK(r, double, count);
  KERNEL(r, real_f64.softmax)(rows, columns, x, y);
  KERNEL(r, real_f64.softmax_gradient)(rows, columns, y, dy, dx);
  hash_doubles(r, y, count);
  hash_doubles(r, dx, count);
  KERNEL(r, real_f64.log_softmax)(rows, columns, x, y);
  KERNEL(r, real_f64.log_softmax_gradient)(rows, columns, y, dy, dx);
  hash_doubles(r, y, count);
  hash_doubles(r, dx, count);
  end(r);
}

static void cross_entropy(run *r, long rows, long classes, draw d) {
  const lockstep_targets targets = {.kept = 0.9, .other_weight = 0.1 / (double)classes,
                                    .label_weight = 0.9 + 0.1 / (double)classes,
                                    .smooths = true, .ignores = true, .ignored_label = 1};
  begin(r, d, "cross-entropy in binary64 %ldx%ld", rows, classes);
  const long count = rows * classes;
  const double *logits = doubles(r, count), *share = doubles(r, 1), *upstream = doubles(r, rows);
  const int32_t *labelled = labels(r, rows, (int32_t)classes);
  double *losses = BLANK(r, double, rows), *probabilities = BLANK(r, double, count);
  double *dx = BLANK(r, double, count);
  KERNEL(r, real_f64.cross_entropy)(rows, classes, logits, labelled, losses, probabilities);
  KERNEL(r, real_f64.cross_entropy_gradient)
  (rows, classes, share[0], probabilities, labelled, dx);
  hash_doubles(r, losses, rows);
  hash_doubles(r, probabilities, count);
  hash_doubles(r, dx, count);
  KERNEL(r, real_f64.target_cross_entropy)
  (&targets, rows, classes, logits, labelled, losses, probabilities);
  KERNEL(r, real_f64.target_cross_entropy_gradient)
  (&targets, rows, classes, upstream, 1, probabilities, labelled, dx);
  hash_doubles(r, losses, rows);
  hash_doubles(r, probabilities, count);
  hash_doubles(r, dx, count);
  end(r);
}

static void normalizations(run *r, long rows, long columns, draw d) {
  begin(r, d, "normalizations in binary64 %ldx%ld", rows, columns);
  const long count = rows * columns;
  const double *x = doubles(r, count), *dy = doubles(r, count);
  const double *gamma = doubles(r, columns), *beta = doubles(r, columns);
  double *y = BLANK(r, double, count), *normalized = BLANK(r, double, count);
  double *inverse = BLANK(r, double, rows), *dx = BLANK(r, double, count);
  KERNEL(r, real_f64.layer_norm)
  (rows, columns, 0x1.4f8b588e368f1p-17, x, gamma, beta, y, normalized, inverse);
  KERNEL(r, real_f64.layer_norm_gradient)(rows, columns, dy, gamma, normalized, inverse, dx);
  hash_doubles(r, y, count);
  hash_doubles(r, inverse, rows);
  hash_doubles(r, dx, count);
  KERNEL(r, real_f64.rms_norm)
  (rows, columns, 0x1.4f8b588e368f1p-17, x, gamma, y, normalized, inverse);
  KERNEL(r, real_f64.rms_norm_gradient)(rows, columns, dy, gamma, normalized, inverse, dx);
  hash_doubles(r, y, count);
  hash_doubles(r, inverse, rows);
  hash_doubles(r, dx, count);
  end(r);
}

static void training(run *r, long count, draw d) {
  static const lockstep_mask mask = {0x243f6a88, 0x85a308d3, (uint64_t)7 << 32 | 5,
                                     (uint64_t)3 << 30, 4.0 / 3.0};
  begin(r, d, "training in binary64 %ld", count);
  const double *g = doubles(r, count), *limits = doubles(r, 1);
  double *p = doubles(r, count), *b = doubles(r, count), *m = doubles(r, count);
  double *v = doubles(r, count), *y = BLANK(r, double, count);
  double *norm = BLANK(r, double, 1), *factor = BLANK(r, double, 1);
  KERNEL(r, real_f64.dropout)(0, count, &mask, g, y);
  hash_doubles(r, y, count);
  for (int form = 0; form < 8; form++) {
    const lockstep_sgd sgd = {.learning_rate = 0.1, .momentum = 0.9, .weight_decay = 0.01,
                              .uses_momentum = form & 1, .uses_decay = form & 2,
                              .nesterov = form & 4};
    KERNEL(r, real_f64.sgd)(count, &sgd, g, p, sgd.uses_momentum ? b : NULL);
    hash_doubles(r, p, count);
    hash_doubles(r, b, count);
  }
  for (int form = 0; form < 3; form++) {
    const lockstep_adam adam = {
        .beta1 = 0.9, .one_minus_beta1 = 1 - 0.9, .beta2 = 0.999, .one_minus_beta2 = 1 - 0.999,
        .root_scale = 31.6, .epsilon = 1e-8, .step_size = 0.01, .weight_decay = 0.01,
        .decay = 0.9999, .couples_decay = form == 1, .decouples_decay = form == 2};
    KERNEL(r, real_f64.adam)(count, &adam, g, p, m, v);
    hash_doubles(r, p, count);
    hash_doubles(r, m, count);
    hash_doubles(r, v, count);
  }
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
      training(r, counts[i], d);
    }
    for (int i = 0; i < COUNT_OF(shapes); i++) {
      softmax(r, shapes[i][0], shapes[i][1], d);
      cross_entropy(r, shapes[i][0], shapes[i][1], d);
      normalizations(r, shapes[i][0], shapes[i][1], d);
      extrema(r, shapes[i][0], shapes[i][1], d);
    }
  }
}
