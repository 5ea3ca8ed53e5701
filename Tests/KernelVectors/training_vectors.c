#include "vectors.h"

static const long counts[] = {0, 1, 3, 4, 5, 8, 15, 16, 17, 33, 100, 1000};

static void dropout(run *r, long count, draw d) {
  static const lockstep_mask masks[] = {
      {1, 2, 3, 0, 1.0f},
      {0x243f6a88, 0x85a308d3, (uint64_t)7 << 32 | 5, (uint64_t)3 << 30, 0x1.555556p+0f},
      {9, 8, 7, (uint64_t)1 << 32, 1.0f}};
  for (int i = 0; i < COUNT_OF(masks); i++) {
    begin(r, d, "dropout %ld mask %d", count, i);
    const float *x = floats(r, count);
    float *y = BLANK(r, float, count);
    // The second range begins where a counter's upper half changes.
    KERNEL(r, real_f32.dropout)(0, count, &masks[i], x, y);
    hash_floats(r, y, count);
    KERNEL(r, real_f32.dropout)((4L << 32) - 8, count, &masks[i], x, y);
    hash_floats(r, y, count);
    end(r);
  }
}

static void sgd(run *r, long count, draw d) {
  for (int form = 0; form < 8; form++) {
    const lockstep_sgd scalars = {.learning_rate = 0x1.99999ap-4f, .momentum = 0x1.ccccccp-1f,
                                  .weight_decay = 0x1.47ae14p-7f, .uses_momentum = form & 1,
                                  .uses_decay = form & 2, .nesterov = form & 4};
    begin(r, d, "sgd %ld form %d", count, form);
    const float *g = floats(r, count);
    float *p = floats(r, count), *b = floats(r, count);
    KERNEL(r, real_f32.sgd)(count, &scalars, g, p, scalars.uses_momentum ? b : NULL);
    hash_floats(r, p, count);
    hash_floats(r, b, count);
    end(r);
  }
}

static void adam(run *r, long count, draw d) {
  for (int form = 0; form < 3; form++) {
    const lockstep_adam scalars = {
        .beta1 = 0x1.ccccccp-1f, .one_minus_beta1 = 0x1.99999ap-4f, .beta2 = 0x1.ff7ceep-1f,
        .one_minus_beta2 = 0x1.0624dep-10f, .root_scale = 0x1.f9f6e4p+4f,
        .epsilon = 0x1.5798eep-27f, .step_size = 0x1.47ae14p-7f, .weight_decay = 0x1.47ae14p-7f,
        .decay = 0x1.fffeb0p-1f, .couples_decay = form == 1, .decouples_decay = form == 2};
    begin(r, d, "adam %ld form %d", count, form);
    const float *g = floats(r, count);
    float *p = floats(r, count), *m = floats(r, count), *v = floats(r, count);
    KERNEL(r, real_f32.adam)(count, &scalars, g, p, m, v);
    hash_floats(r, p, count);
    hash_floats(r, m, count);
    hash_floats(r, v, count);
    end(r);
  }
}

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
    for (int i = 0; i < COUNT_OF(counts); i++) {
      dropout(r, counts[i], d);
      sgd(r, counts[i], d);
      adam(r, counts[i], d);
      scalars(r, counts[i], d);
    }
  printf("probes %08x\n", KERNEL(r, probe)());
}
