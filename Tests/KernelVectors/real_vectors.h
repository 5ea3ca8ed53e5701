// Vectors of what has kernels for binary32 and for binary64, compiled for NUMBER.

static void OF(cross_entropy)(run *r, long rows, long classes, draw d) {
  begin(r, d, "cross-entropy %ldx%ld" SUFFIX, rows, classes);
  const NUMBER *logits = NUMBERS(r, rows * classes), *share = NUMBERS(r, 1);
  const int32_t *targets = labels(r, rows, (int32_t)classes);
  NUMBER *losses = BLANK(r, NUMBER, rows), *probabilities = BLANK(r, NUMBER, rows * classes);
  NUMBER *dx = BLANK(r, NUMBER, rows * classes);
  KERNEL(r, REALS.cross_entropy)(rows, classes, logits, targets, losses, probabilities);
  KERNEL(r, REALS.cross_entropy_gradient)(rows, classes, share[0], probabilities, targets, dx);
  HASH(r, losses, rows);
  HASH(r, probabilities, rows * classes);
  HASH(r, dx, rows * classes);
  end(r);
}

static void OF(target_cross_entropy)(run *r, long rows, long classes, draw d) {
  const lockstep_targets targets = {.kept = 0.9f, .other_weight = 0.1f / (float)classes,
                                    .label_weight = 0.9f + 0.1f / (float)classes,
                                    .smooths = true, .ignores = true, .ignored_label = 1};
  begin(r, d, "target cross-entropy %ldx%ld" SUFFIX, rows, classes);
  const NUMBER *logits = NUMBERS(r, rows * classes), *upstream = NUMBERS(r, rows);
  const int32_t *targeted = labels(r, rows, (int32_t)classes);
  NUMBER *losses = BLANK(r, NUMBER, rows), *probabilities = BLANK(r, NUMBER, rows * classes);
  NUMBER *dx = BLANK(r, NUMBER, rows * classes);
  KERNEL(r, REALS.target_cross_entropy)
  (&targets, rows, classes, logits, targeted, losses, probabilities);
  KERNEL(r, REALS.target_cross_entropy_gradient)
  (&targets, rows, classes, upstream, 1, probabilities, targeted, dx);
  HASH(r, losses, rows);
  HASH(r, probabilities, rows * classes);
  HASH(r, dx, rows * classes);
  end(r);
}

static void OF(softmax)(run *r, long rows, long columns, draw d) {
  begin(r, d, "softmax %ldx%ld" SUFFIX, rows, columns);
  const long count = rows * columns;
  const NUMBER *x = NUMBERS(r, count), *dy = NUMBERS(r, count);
  NUMBER *y = BLANK(r, NUMBER, count), *dx = BLANK(r, NUMBER, count);
  KERNEL(r, REALS.softmax)(rows, columns, x, y);
  KERNEL(r, REALS.softmax_gradient)(rows, columns, y, dy, dx);
  HASH(r, y, count);
  HASH(r, dx, count);
  KERNEL(r, REALS.log_softmax)(rows, columns, x, y);
  KERNEL(r, REALS.log_softmax_gradient)(rows, columns, y, dy, dx);
  HASH(r, y, count);
  HASH(r, dx, count);
  end(r);
}

static void OF(layer_norm)(run *r, long rows, long columns, draw d) {
  begin(r, d, "layer norm %ldx%ld" SUFFIX, rows, columns);
  const NUMBER *x = NUMBERS(r, rows * columns), *dy = NUMBERS(r, rows * columns);
  const NUMBER *gamma = NUMBERS(r, columns), *beta = NUMBERS(r, columns);
  NUMBER *y = BLANK(r, NUMBER, rows * columns), *normalized = BLANK(r, NUMBER, rows * columns);
  NUMBER *inverse = BLANK(r, NUMBER, rows), *dx = BLANK(r, NUMBER, rows * columns);
  KERNEL(r, REALS.layer_norm)(rows, columns, 0x1.4f8b58p-17f, x, gamma, beta, y, normalized, inverse);
  KERNEL(r, REALS.layer_norm_gradient)(rows, columns, dy, gamma, normalized, inverse, dx);
  HASH(r, y, rows * columns);
  HASH(r, normalized, rows * columns);
  HASH(r, inverse, rows);
  HASH(r, dx, rows * columns);
  end(r);
}

static void OF(rms_norm)(run *r, long rows, long columns, draw d) {
  begin(r, d, "RMS norm %ldx%ld" SUFFIX, rows, columns);
  const NUMBER *x = NUMBERS(r, rows * columns), *dy = NUMBERS(r, rows * columns);
  const NUMBER *gamma = NUMBERS(r, columns);
  NUMBER *y = BLANK(r, NUMBER, rows * columns), *normalized = BLANK(r, NUMBER, rows * columns);
  NUMBER *inverse = BLANK(r, NUMBER, rows), *dx = BLANK(r, NUMBER, rows * columns);
  KERNEL(r, REALS.rms_norm)(rows, columns, 0x1.4f8b58p-17f, x, gamma, y, normalized, inverse);
  KERNEL(r, REALS.rms_norm_gradient)(rows, columns, dy, gamma, normalized, inverse, dx);
  HASH(r, y, rows * columns);
  HASH(r, normalized, rows * columns);
  HASH(r, inverse, rows);
  HASH(r, dx, rows * columns);
  end(r);
}

static void OF(dropout)(run *r, long count, draw d) {
  static const lockstep_mask masks[] = {
      {1, 2, 3, 0, 1.0f},
      {0x243f6a88, 0x85a308d3, (uint64_t)7 << 32 | 5, (uint64_t)3 << 30, 0x1.555556p+0f},
      {9, 8, 7, (uint64_t)1 << 32, 1.0f}};
  for (int i = 0; i < COUNT_OF(masks); i++) {
    begin(r, d, "dropout %ld mask %d" SUFFIX, count, i);
    const NUMBER *x = NUMBERS(r, count);
    NUMBER *y = BLANK(r, NUMBER, count);
    // The second range begins where a counter's upper half changes.
    KERNEL(r, REALS.dropout)(0, count, &masks[i], x, y);
    HASH(r, y, count);
    KERNEL(r, REALS.dropout)((4L << 32) - 8, count, &masks[i], x, y);
    HASH(r, y, count);
    end(r);
  }
}

static void OF(sgd)(run *r, long count, draw d) {
  for (int form = 0; form < 8; form++) {
    const lockstep_sgd scalars = {.learning_rate = 0x1.99999ap-4f, .momentum = 0x1.ccccccp-1f,
                                  .weight_decay = 0x1.47ae14p-7f, .uses_momentum = form & 1,
                                  .uses_decay = form & 2, .nesterov = form & 4};
    begin(r, d, "sgd %ld form %d" SUFFIX, count, form);
    const NUMBER *g = NUMBERS(r, count);
    NUMBER *p = NUMBERS(r, count), *b = NUMBERS(r, count);
    KERNEL(r, REALS.sgd)(count, &scalars, g, p, scalars.uses_momentum ? b : NULL);
    HASH(r, p, count);
    HASH(r, b, count);
    end(r);
  }
}

static void OF(adam)(run *r, long count, draw d) {
  for (int form = 0; form < 3; form++) {
    const lockstep_adam scalars = {
        .beta1 = 0x1.ccccccp-1f, .one_minus_beta1 = 0x1.99999ap-4f, .beta2 = 0x1.ff7ceep-1f,
        .one_minus_beta2 = 0x1.0624dep-10f, .root_scale = 0x1.f9f6e4p+4f,
        .epsilon = 0x1.5798eep-27f, .step_size = 0x1.47ae14p-7f, .weight_decay = 0x1.47ae14p-7f,
        .decay = 0x1.fffeb0p-1f, .couples_decay = form == 1, .decouples_decay = form == 2};
    begin(r, d, "adam %ld form %d" SUFFIX, count, form);
    const NUMBER *g = NUMBERS(r, count);
    NUMBER *p = NUMBERS(r, count), *m = NUMBERS(r, count), *v = NUMBERS(r, count);
    KERNEL(r, REALS.adam)(count, &scalars, g, p, m, v);
    HASH(r, p, count);
    HASH(r, m, count);
    HASH(r, v, count);
    end(r);
  }
}
