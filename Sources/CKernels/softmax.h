// Softmax, log-softmax and cross-entropy with smoothed or absent labels, by rows: NUM-079 to NUM-081.

#pragma STDC FP_CONTRACT OFF

/// e = exp(x - m) of a group of rows, their maxima m and the sums of e; e may be x.
INLINE void OF(softmax_parts)(long size, long columns, const NUMBER *x, NUMBER *e, NUMBER *maxima,
                              NUMBER *sums) {
  for (long i = 0; i < size; i++) {
    const NUMBER largest = OF(row_maximum)(columns, x + i * columns);
    maxima[i] = largest;
    INDEPENDENT for (long j = 0; j < columns; j++) {
      e[i * columns + j] = x[i * columns + j] - largest;
    }
  }
  OF(exp_elements)(size * columns, e, e);
  for (long i = 0; i < size; i++) sums[i] = OF(sum_terms)(columns, e + i * columns, NULL);
}

static void OF(softmax)(long rows, long columns, const void *x_operand, void *y_operand) {
  const NUMBER *const x = x_operand;
  NUMBER *const y = y_operand;
  NUMBER maxima[SOFTMAX_GROUP];
  NUMBER sums[SOFTMAX_GROUP];
  for (long start = 0; start < rows;) {
    const long size = softmax_group(rows - start, columns);
    NUMBER *const group = y + start * columns;
    OF(softmax_parts)(size, columns, x + start * columns, group, maxima, sums);
    for (long i = 0; i < size; i++) {
      OF(divide_by)(columns, sums[i], group + i * columns, group + i * columns);
    }
    start += size;
  }
}

/// Sum of exp(x - m) of a row of any length, block by block.
INLINE NUMBER OF(sum_of_exponentials)(long columns, const NUMBER *x, NUMBER largest) {
  NUMBER block[SUM_BLOCK];
  NUMBER slots[64];
  long blocks = 0;
  for (long j = 0; j < columns; j += SUM_BLOCK, blocks++) {
    const long size = columns - j < SUM_BLOCK ? columns - j : SUM_BLOCK;
    INDEPENDENT for (long i = 0; i < size; i++) block[i] = x[j + i] - largest;
    OF(exp_elements)(size, block, block);
    FOLD_TAKE(slots, blocks, OF(sum_block)(size, block, NULL));
  }
  return FOLD_FINISH(slots, blocks);
}

static void OF(log_softmax)(long rows, long columns, const void *x_operand, void *y_operand) {
  const NUMBER *const x = x_operand;
  NUMBER *const y = y_operand;
  NUMBER block[SOFTMAX_ELEMENTS];
  NUMBER maxima[SOFTMAX_GROUP];
  NUMBER sums[SOFTMAX_GROUP];
  for (long start = 0; start < rows;) {
    const long size = softmax_group(rows - start, columns);
    const NUMBER *const from = x + start * columns;
    NUMBER *const to = y + start * columns;
    if (columns <= SOFTMAX_ELEMENTS) {
      OF(softmax_parts)(size, columns, from, block, maxima, sums);
    } else {
      maxima[0] = OF(row_maximum)(columns, from);
      sums[0] = OF(sum_of_exponentials)(columns, from, maxima[0]);
    }
    OF(log_elements)(size, sums, sums);
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

static void OF(softmax_gradient)(long rows, long columns, const void *y_operand,
                                 const void *dy_operand, void *dx_operand) {
  const NUMBER *y = y_operand;
  const NUMBER *dy = dy_operand;
  NUMBER *dx = dx_operand;
  for (long i = 0; i < rows; i++, y += columns, dy += columns, dx += columns) {
    const NUMBER total = OF(sum_terms)(columns, y, dy);
    INDEPENDENT for (long j = 0; j < columns; j++) dx[j] = y[j] * (dy[j] - total);
  }
}

static void OF(log_softmax_gradient)(long rows, long columns, const void *y_operand,
                                     const void *dy_operand, void *dx_operand) {
  const NUMBER *y = y_operand;
  const NUMBER *dy = dy_operand;
  NUMBER *dx = dx_operand;
  for (long i = 0; i < rows; i++, y += columns, dy += columns, dx += columns) {
    const NUMBER total = OF(sum_terms)(columns, dy, NULL);
    LANES for (long j = 0; j < columns; j++) {
      dx[j] = dy[j] - TYPED(exp_of)(y[j]) * total;
    }
  }
}

/// Sum over a row of total - x, each rounded.
INLINE NUMBER OF(sum_of_differences)(long columns, NUMBER total, const NUMBER *x) {
  NUMBER block[SUM_BLOCK];
  NUMBER slots[64];
  long blocks = 0;
  for (long j = 0; j < columns; j += SUM_BLOCK, blocks++) {
    const long size = columns - j < SUM_BLOCK ? columns - j : SUM_BLOCK;
    INDEPENDENT for (long i = 0; i < size; i++) block[i] = total - x[j + i];
    FOLD_TAKE(slots, blocks, OF(sum_block)(size, block, NULL));
  }
  return FOLD_FINISH(slots, blocks);
}

static void OF(target_cross_entropy)(const lockstep_targets *targets, long rows, long classes,
                                     const void *logits_operand, const int32_t *labels,
                                     void *losses_operand, void *probabilities_operand) {
  const NUMBER *const logits = logits_operand;
  NUMBER *const losses = losses_operand;
  NUMBER *const probabilities = probabilities_operand;
  NUMBER maxima[SOFTMAX_GROUP];
  NUMBER logarithms[SOFTMAX_GROUP];
  for (long start = 0; start < rows;) {
    const long size = softmax_group(rows - start, classes);
    NUMBER *const p = probabilities + start * classes;
    OF(softmax_parts)(size, classes, logits + start * classes, p, maxima, losses + start);
    OF(log_elements)(size, losses + start, logarithms);
    for (long i = 0; i < size; i++) {
      const NUMBER *const x = logits + (start + i) * classes;
      const int32_t label = labels[start + i];
      OF(divide_by)(classes, losses[start + i], p + i * classes, p + i * classes);
      NUMBER loss = 0.0f;
      if (!targets->ignores || label != targets->ignored_label) {
        const bool exists = label >= 0 && label < classes;
        const NUMBER total = maxima[i] + logarithms[i];
        loss = exists ? total - x[label] : __builtin_nanf("");
        if (exists && targets->smooths) {
          loss = loss * (NUMBER)targets->kept +
                 OF(sum_of_differences)(classes, total, x) * (NUMBER)targets->other_weight;
        }
      }
      losses[start + i] = loss;
    }
    start += size;
  }
}

static void OF(target_cross_entropy_gradient)(const lockstep_targets *targets, long rows,
                                              long classes, const void *upstream_operand,
                                              long upstream_step, const void *probabilities_operand,
                                              const int32_t *labels, void *dx_operand) {
  const NUMBER *const upstream = upstream_operand;
  const NUMBER *const probabilities = probabilities_operand;
  NUMBER *const dx = dx_operand;
  const NUMBER other = (NUMBER)targets->other_weight;
  for (long i = 0; i < rows; i++) {
    const int32_t label = labels[i];
    const NUMBER share = upstream[i * upstream_step];
    const NUMBER *const p = probabilities + i * classes;
    NUMBER *const row = dx + i * classes;
    if (targets->ignores && label == targets->ignored_label) {
      TYPED(fill)(classes, 0.0f, row);
    } else if (label < 0 || label >= classes) {
      TYPED(fill)(classes, __builtin_nanf(""), row);
    } else {
      const NUMBER hit = (p[label] - (NUMBER)targets->label_weight) * share;
      INDEPENDENT for (long j = 0; j < classes; j++) row[j] = (p[j] - other) * share;
      row[label] = hit;
    }
  }
}
