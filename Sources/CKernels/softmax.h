// Softmax, log-softmax and cross-entropy with smoothed or absent labels, by rows: NUM-079 to NUM-081.

#pragma STDC FP_CONTRACT OFF

/// e = exp(x - m) of a group of rows, their maxima m and the sums of e; e may be x.
INLINE void softmax_parts(long size, long columns, const NUMBER *x, NUMBER *e, NUMBER *maxima,
                              NUMBER *sums) {
  for (long i = 0; i < size; i++) {
    const NUMBER largest = row_maximum(columns, x + i * columns);
    maxima[i] = largest;
    INDEPENDENT for (long j = 0; j < columns; j++) {
      e[i * columns + j] = x[i * columns + j] - largest;
    }
  }
  exp_elements(size * columns, e, e);
  for (long i = 0; i < size; i++) sums[i] = sum_terms(columns, e + i * columns, NULL);
}

static void softmax(long rows, long columns, const NUMBER *x, NUMBER *y) {
  NUMBER maxima[SOFTMAX_GROUP];
  NUMBER sums[SOFTMAX_GROUP];
  for (long start = 0; start < rows;) {
    const long size = softmax_group(rows - start, columns);
    NUMBER *const group = y + start * columns;
    softmax_parts(size, columns, x + start * columns, group, maxima, sums);
    for (long i = 0; i < size; i++) {
      divide_by(columns, sums[i], group + i * columns, group + i * columns);
    }
    start += size;
  }
}

/// Sum of exp(x - m) of a row of any length, block by block.
INLINE NUMBER sum_of_exponentials(long columns, const NUMBER *x, NUMBER largest) {
  NUMBER block[SUM_BLOCK];
  NUMBER slots[64];
  long blocks = 0;
  for (long j = 0; j < columns; j += SUM_BLOCK, blocks++) {
    const long size = columns - j < SUM_BLOCK ? columns - j : SUM_BLOCK;
    INDEPENDENT for (long i = 0; i < size; i++) block[i] = x[j + i] - largest;
    exp_elements(size, block, block);
    FOLD_TAKE(slots, blocks, sum_block(size, block, NULL));
  }
  return FOLD_FINISH(slots, blocks);
}

static void log_softmax(long rows, long columns, const NUMBER *x, NUMBER *y) {
  NUMBER block[SOFTMAX_ELEMENTS];
  NUMBER maxima[SOFTMAX_GROUP];
  NUMBER sums[SOFTMAX_GROUP];
  for (long start = 0; start < rows;) {
    const long size = softmax_group(rows - start, columns);
    const NUMBER *const from = x + start * columns;
    NUMBER *const to = y + start * columns;
    if (columns <= SOFTMAX_ELEMENTS) {
      softmax_parts(size, columns, from, block, maxima, sums);
    } else {
      maxima[0] = row_maximum(columns, from);
      sums[0] = sum_of_exponentials(columns, from, maxima[0]);
    }
    log_elements(size, sums, sums);
    for (long i = 0; i < size; i++) {
      const NUMBER largest = maxima[i];
      const NUMBER logarithm = sums[i];
      INDEPENDENT for (long j = 0; j < columns; j++) {
        to[i * columns + j] = (from[i * columns + j] - largest) - logarithm;
      }
    }
    start += size;
  }
}

static void softmax_gradient(long rows, long columns, const NUMBER *y,
                                 const NUMBER *dy, NUMBER *dx) {
  for (long i = 0; i < rows; i++, y += columns, dy += columns, dx += columns) {
    const NUMBER total = sum_terms(columns, y, dy);
    INDEPENDENT for (long j = 0; j < columns; j++) dx[j] = y[j] * (dy[j] - total);
  }
}

static void log_softmax_gradient(long rows, long columns, const NUMBER *y,
                                     const NUMBER *dy, NUMBER *dx) {
  for (long i = 0; i < rows; i++, y += columns, dy += columns, dx += columns) {
    const NUMBER total = sum_terms(columns, dy, NULL);
    LANES for (long j = 0; j < columns; j++) {
      dx[j] = dy[j] - exp_of(y[j]) * total;
    }
  }
}

/// Sum over a row of total - x, each rounded.
INLINE NUMBER sum_of_differences(long columns, NUMBER total, const NUMBER *x) {
  NUMBER block[SUM_BLOCK];
  NUMBER slots[64];
  long blocks = 0;
  for (long j = 0; j < columns; j += SUM_BLOCK, blocks++) {
    const long size = columns - j < SUM_BLOCK ? columns - j : SUM_BLOCK;
    INDEPENDENT for (long i = 0; i < size; i++) block[i] = total - x[j + i];
    FOLD_TAKE(slots, blocks, sum_block(size, block, NULL));
  }
  return FOLD_FINISH(slots, blocks);
}

static void target_cross_entropy(const lockstep_targets *targets, long rows, long classes,
                                     const NUMBER *logits, const int32_t *labels,
                                     NUMBER *losses, NUMBER *probabilities) {
  NUMBER maxima[SOFTMAX_GROUP];
  NUMBER logarithms[SOFTMAX_GROUP];
  for (long start = 0; start < rows;) {
    const long size = softmax_group(rows - start, classes);
    NUMBER *const p = probabilities + start * classes;
    softmax_parts(size, classes, logits + start * classes, p, maxima, losses + start);
    log_elements(size, losses + start, logarithms);
    for (long i = 0; i < size; i++) {
      const NUMBER *const x = logits + (start + i) * classes;
      const int32_t label = labels[start + i];
      divide_by(classes, losses[start + i], p + i * classes, p + i * classes);
      NUMBER loss = 0.0f;
      if (!targets->ignores || label != targets->ignored_label) {
        const bool exists = label >= 0 && label < classes;
        const NUMBER total = maxima[i] + logarithms[i];
        loss = exists ? total - x[label] : __builtin_nanf("");
        if (exists && targets->smooths) {
          loss = loss * (NUMBER)targets->kept +
                 sum_of_differences(classes, total, x) * (NUMBER)targets->other_weight;
        }
      }
      losses[start + i] = loss;
    }
    start += size;
  }
}

static void target_cross_entropy_gradient(const lockstep_targets *targets, long rows,
                                              long classes, const NUMBER *upstream,
                                              long upstream_step, const NUMBER *probabilities,
                                              const int32_t *labels, NUMBER *dx) {
  const NUMBER other = (NUMBER)targets->other_weight;
  for (long i = 0; i < rows; i++) {
    const int32_t label = labels[i];
    const NUMBER share = upstream[i * upstream_step];
    const NUMBER *const p = probabilities + i * classes;
    NUMBER *const row = dx + i * classes;
    if (targets->ignores && label == targets->ignored_label) {
      fill(classes, 0.0f, row);
    } else if (label < 0 || label >= classes) {
      fill(classes, __builtin_nanf(""), row);
    } else {
      const NUMBER hit = (p[label] - (NUMBER)targets->label_weight) * share;
      INDEPENDENT for (long j = 0; j < classes; j++) row[j] = (p[j] - other) * share;
      row[label] = hit;
    }
  }
}
