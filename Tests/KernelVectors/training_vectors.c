#include "vectors.h"

static const long counts[] = {0, 1, 3, 4, 5, 8, 15, 16, 17, 33, 100, 1000};

static void dropout(run *r, long count, draw d) {
  static const lockstep_mask masks[] = {
      {1, 2, 3, 0, 1.0f},
      {0x243f6a88, 0x85a308d3, (uint64_t)7 << 32 | 5, (uint64_t)3 << 30, 0x1.555556p+0f},
      {9, 8, 7, (uint64_t)1 << 32, 1.0f}};
  for (int i = 0; i < COUNT_OF(masks); i++) {
    begin(r, d, "dropout %ld mask %d", count, i);
    const void *x = numbers(r, count);
    void *y = blank_numbers(r, count);
    // The second range begins where a counter's upper half changes.
    REAL(r, dropout)(0, count, &masks[i], x, y);
    hash_numbers(r, y, count);
    REAL(r, dropout)((4L << 32) - 8, count, &masks[i], x, y);
    hash_numbers(r, y, count);
    end(r);
  }
}

static void sgd(run *r, long count, draw d) {
  for (int form = 0; form < 8; form++) {
    const lockstep_sgd scalars = {.learning_rate = 0x1.99999ap-4f, .momentum = 0x1.ccccccp-1f,
                                  .weight_decay = 0x1.47ae14p-7f, .uses_momentum = form & 1,
                                  .uses_decay = form & 2, .nesterov = form & 4};
    begin(r, d, "sgd %ld form %d", count, form);
    const void *g = numbers(r, count);
    void *p = numbers(r, count), *b = numbers(r, count);
    REAL(r, sgd)(count, &scalars, g, p, scalars.uses_momentum ? b : NULL);
    hash_numbers(r, p, count);
    hash_numbers(r, b, count);
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
    const void *g = numbers(r, count);
    void *p = numbers(r, count), *m = numbers(r, count), *v = numbers(r, count);
    REAL(r, adam)(count, &scalars, g, p, m, v);
    hash_numbers(r, p, count);
    hash_numbers(r, m, count);
    hash_numbers(r, v, count);
    end(r);
  }
}

static void clipping(run *r, long count, draw d) {
  begin(r, d, "clipping %ld", count);
  const double *squares = doubles(r, count), limit = number(r);
  void *norm = blank_numbers(r, 1), *factor = blank_numbers(r, 1);
  REAL(r, clip_factor)(count, limit, squares, norm, factor);
  hash_numbers(r, norm, 1);
  hash_numbers(r, factor, 1);
  end(r);
}

void training_vectors(run *r) {
  for (draw d = 0; d < DRAW_COUNT; d++)
    for (int i = 0; i < COUNT_OF(counts); i++) {
      dropout(r, counts[i], d);
      sgd(r, counts[i], d);
      adam(r, counts[i], d);
      clipping(r, counts[i], d);
    }
}

static void totals(run *r, long count, draw d) {
  begin(r, d, "totals %ld", count);
  const float *values = floats(r, 1);
  const int32_t *left = labels(r, count, 3), *right = labels(r, count, 3);
  double *total = doubles(r, 2);
  KERNEL(r, count_equal)(count, left, right, total);
  KERNEL(r, accumulate)(0x1.8p+5 + (double)count, values[0], total);
  hash_doubles(r, total, 2);
  end(r);
}

void total_vectors(run *r) {
  for (draw d = 0; d < DRAW_COUNT; d++)
    for (int i = 0; i < COUNT_OF(counts); i++) totals(r, counts[i], d);
  printf("probes %08x\n", KERNEL(r, probe)());
}
