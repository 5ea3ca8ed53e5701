// Softmax and cross-entropy by rows: NUM-013, NUM-014.

#pragma STDC FP_CONTRACT OFF

static void cross_entropy(long rows, long classes, const NUMBER *logits,
                              const int32_t *labels, NUMBER *losses,
                              NUMBER *probabilities) {
  // Rows together fill the vectors where rows are short, and stay in the nearest cache.
  enum { GROUP = 64, GROUP_ELEMENTS = 2048 };
  NUMBER maxima[GROUP];
  const long group = at_most(GROUP, divide_up(GROUP_ELEMENTS, classes));
  for (long start = 0; start < rows; start += group) {
    const long size = at_most(rows - start, group);
    const NUMBER *const x = logits + start * classes;
    NUMBER *const p = probabilities + start * classes;
    NUMBER *const sums = losses + start;
    for (long i = 0; i < size; i++) {
      const NUMBER largest = row_maximum(classes, x + i * classes);
      maxima[i] = largest;
      INDEPENDENT for (long j = 0; j < classes; j++) {
        p[i * classes + j] = x[i * classes + j] - largest;
      }
    }
    // One call for the group, so that short rows fill the vectors too.
    exp_elements(size * classes, p, p);
    for (long i = 0; i < size; i++) {
      sums[i] = sum_terms(classes, p + i * classes, NULL);
      divide_by(classes, sums[i], p + i * classes, p + i * classes);
    }
    log_elements(size, sums, sums);
    for (long i = 0; i < size; i++) {
      const int32_t label = labels[start + i];
      const bool exists = label >= 0 && label < classes;
      sums[i] = exists ? (maxima[i] + sums[i]) - x[i * classes + label] : __builtin_nanf("");
    }
  }
}

static void cross_entropy_gradient(long rows, long classes, double share,
                                       const NUMBER *probabilities, const int32_t *labels,
                                       NUMBER *dx) {
  for (long i = 0; i < rows; i++) {
    const int32_t label = labels[i];
    NUMBER *const row = dx + i * classes;
    if (label < 0 || label >= classes) {
      fill(classes, __builtin_nanf(""), row);
      continue;
    }
    const NUMBER *const p = probabilities + i * classes;
    // x - (+0) is x for every x, so only the label's element needs the subtraction.
    const NUMBER hit = (p[label] - 1.0f) * (NUMBER)share;
    scale(classes, (NUMBER)share, p, row);
    row[label] = hit;
  }
}
