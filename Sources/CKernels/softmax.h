// Softmax, log-softmax and cross-entropy with smoothed or absent labels, by rows: NUM-079 to NUM-081.

#pragma STDC FP_CONTRACT OFF

// Short rows go through exp and log together, so that they fill the vectors; a group stays in the cache.
enum { SOFTMAX_GROUP = 64, SOFTMAX_ELEMENTS = 4096 };

INLINE long softmax_group(long rows, long columns) {
  const long fitting = SOFTMAX_ELEMENTS / columns;
  const long group = fitting < 1 ? 1 : fitting < SOFTMAX_GROUP ? fitting : SOFTMAX_GROUP;
  return rows < group ? rows : group;
}

/// e = exp(x - m) of a group of rows, their maxima m and the sums of e; e may be x.
INLINE void softmax_parts(long size, long columns, const float *x, float *e, float *maxima,
                          float *sums) {
  for (long i = 0; i < size; i++) {
    const float largest = row_maximum(columns, x + i * columns);
    maxima[i] = largest;
    INDEPENDENT for (long j = 0; j < columns; j++) {
      e[i * columns + j] = x[i * columns + j] - largest;
    }
  }
  exp_elements(size * columns, e, e);
  for (long i = 0; i < size; i++) sums[i] = sum_terms(columns, e + i * columns, NULL);
}

static void softmax(long rows, long columns, const float *x, float *y) {
  float maxima[SOFTMAX_GROUP];
  float sums[SOFTMAX_GROUP];
  for (long start = 0; start < rows;) {
    const long size = softmax_group(rows - start, columns);
    float *const group = y + start * columns;
    softmax_parts(size, columns, x + start * columns, group, maxima, sums);
    for (long i = 0; i < size; i++) {
      divide_by(columns, sums[i], group + i * columns, group + i * columns);
    }
    start += size;
  }
}

/// Sum of exp(x - m) of a row of any length, block by block.
INLINE float sum_of_exponentials(long columns, const float *x, float largest) {
  float block[SUM_BLOCK];
  float slots[64];
  long blocks = 0;
  for (long j = 0; j < columns; j += SUM_BLOCK, blocks++) {
    const long size = columns - j < SUM_BLOCK ? columns - j : SUM_BLOCK;
    INDEPENDENT for (long i = 0; i < size; i++) block[i] = x[j + i] - largest;
    exp_elements(size, block, block);
    fold_f32_take(slots, blocks, sum_block(size, block, NULL));
  }
  return fold_f32_finish(slots, blocks);
}

static void log_softmax(long rows, long columns, const float *x, float *y) {
  float block[SOFTMAX_ELEMENTS];
  float maxima[SOFTMAX_GROUP];
  float sums[SOFTMAX_GROUP];
  for (long start = 0; start < rows;) {
    const long size = softmax_group(rows - start, columns);
    const float *const from = x + start * columns;
    float *const to = y + start * columns;
    if (columns <= SOFTMAX_ELEMENTS) {
      softmax_parts(size, columns, from, block, maxima, sums);
    } else {
      maxima[0] = row_maximum(columns, from);
      sums[0] = sum_of_exponentials(columns, from, maxima[0]);
    }
    log_elements(size, sums, sums);
    for (long i = 0; i < size; i++) {
      const float largest = maxima[i];
      const float logarithm = sums[i];
      INDEPENDENT for (long j = 0; j < columns; j++) {
        to[i * columns + j] = (from[i * columns + j] - largest) - logarithm;
      }
    }
    start += size;
  }
}

static void softmax_gradient(long rows, long columns, const float *y, const float *dy, float *dx) {
  for (long i = 0; i < rows; i++, y += columns, dy += columns, dx += columns) {
    const float total = sum_terms(columns, y, dy);
    INDEPENDENT for (long j = 0; j < columns; j++) dx[j] = y[j] * (dy[j] - total);
  }
}

static void log_softmax_gradient(long rows, long columns, const float *y, const float *dy,
                                 float *dx) {
  for (long i = 0; i < rows; i++, y += columns, dy += columns, dx += columns) {
    const float total = sum_terms(columns, dy, NULL);
    INDEPENDENT for (long j = 0; j < columns; j++) {
      dx[j] = dy[j] - lockstep_exp_f32_inline(y[j]) * total;
    }
  }
}

/// Sum over a row of total - x, each rounded.
INLINE float sum_of_differences(long columns, float total, const float *x) {
  float block[SUM_BLOCK];
  float slots[64];
  long blocks = 0;
  for (long j = 0; j < columns; j += SUM_BLOCK, blocks++) {
    const long size = columns - j < SUM_BLOCK ? columns - j : SUM_BLOCK;
    INDEPENDENT for (long i = 0; i < size; i++) block[i] = total - x[j + i];
    fold_f32_take(slots, blocks, sum_block(size, block, NULL));
  }
  return fold_f32_finish(slots, blocks);
}

static void target_cross_entropy(const lockstep_targets *targets, long rows, long classes,
                                 const float *logits, const int32_t *labels, float *losses,
                                 float *probabilities) {
  float maxima[SOFTMAX_GROUP];
  float logarithms[SOFTMAX_GROUP];
  for (long start = 0; start < rows;) {
    const long size = softmax_group(rows - start, classes);
    float *const p = probabilities + start * classes;
    softmax_parts(size, classes, logits + start * classes, p, maxima, losses + start);
    log_elements(size, losses + start, logarithms);
    for (long i = 0; i < size; i++) {
      const float *const x = logits + (start + i) * classes;
      const int32_t label = labels[start + i];
      divide_by(classes, losses[start + i], p + i * classes, p + i * classes);
      float loss = 0.0f;
      if (!targets->ignores || label != targets->ignored_label) {
        const bool exists = label >= 0 && label < classes;
        const float total = maxima[i] + logarithms[i];
        loss = exists ? total - x[label] : __builtin_nanf("");
        if (exists && targets->smooths) {
          loss = loss * targets->kept +
                 sum_of_differences(classes, total, x) * targets->other_weight;
        }
      }
      losses[start + i] = loss;
    }
    start += size;
  }
}

static void target_cross_entropy_gradient(const lockstep_targets *targets, long rows, long classes,
                                          const float *upstream, long upstream_step,
                                          const float *probabilities, const int32_t *labels,
                                          float *dx) {
  const float other = targets->other_weight;
  for (long i = 0; i < rows; i++) {
    const int32_t label = labels[i];
    const float share = upstream[i * upstream_step];
    const float *const p = probabilities + i * classes;
    float *const row = dx + i * classes;
    if (targets->ignores && label == targets->ignored_label) {
      fill_f32(classes, 0.0f, row);
    } else if (label < 0 || label >= classes) {
      fill_f32(classes, __builtin_nanf(""), row);
    } else {
      const float hit = (p[label] - targets->label_weight) * share;
      INDEPENDENT for (long j = 0; j < classes; j++) row[j] = (p[j] - other) * share;
      row[label] = hit;
    }
  }
}
