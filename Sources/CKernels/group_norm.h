// Normalisation of groups of channels: NUM-117. A group's elements are gathered, which takes a pass but
// leaves the sum rule its contiguous lanes.

#pragma STDC FP_CONTRACT OFF

/// Copies the elements of a group between the array and `count` contiguous ones.
INLINE void gather_group(const lockstep_groups *shape, const NUMBER *x, NUMBER *elements) {
  const long size = shape->size;
  for (long p = 0; p < shape->positions; p++) {
    const NUMBER *const row = x + p * shape->groups * size;
    INDEPENDENT for (long c = 0; c < size; c++) elements[p * size + c] = row[c];
  }
}

/// Where group i of all images starts in the array, and in γ and β.
INLINE long group_start(const lockstep_groups *shape, long i) {
  const long image = i / shape->groups;
  return (image * shape->positions * shape->groups + i % shape->groups) * shape->size;
}

static void group_norm(const lockstep_groups *shape, long first, long last, double epsilon,
                       const NUMBER *x, const NUMBER *gamma, const NUMBER *beta, NUMBER *y,
                       NUMBER *normalized, NUMBER *inverse, NUMBER *scratch) {
  const long size = shape->size;
  const long count = shape->positions * size;
  for (long i = first; i < last; i++) {
    const long start = group_start(shape, i);
    const NUMBER *const scale = gamma + i % shape->groups * size;
    const NUMBER *const shift = beta + i % shape->groups * size;
    gather_group(shape, x + start, scratch);
    const NUMBER mean = sum_terms(count, scratch, NULL) / (NUMBER)count;
    INDEPENDENT for (long j = 0; j < count; j++) scratch[j] = scratch[j] - mean;
    const NUMBER variance = sum_terms(count, scratch, scratch) / (NUMBER)count;
    const NUMBER r = 1.0f / root(variance + (NUMBER)epsilon);
    for (long p = 0; p < shape->positions; p++) {
      const long row = start + p * shape->groups * size;
      LANES for (long c = 0; c < size; c++) {
        const NUMBER value = scratch[p * size + c] * r;
        normalized[row + c] = value;
        y[row + c] = fma_scalar(value, scale[c], shift[c]);
      }
    }
    inverse[i] = r;
  }
}

static void group_norm_gradient(const lockstep_groups *shape, long first, long last,
                                const NUMBER *dy, const NUMBER *gamma, const NUMBER *normalized,
                                const NUMBER *inverse, NUMBER *dx, NUMBER *scratch) {
  const long size = shape->size;
  const long count = shape->positions * size;
  NUMBER *const h = scratch;
  NUMBER *const hat = scratch + count;
  for (long i = first; i < last; i++) {
    const long start = group_start(shape, i);
    const NUMBER *const scale = gamma + i % shape->groups * size;
    gather_group(shape, normalized + start, hat);
    gather_group(shape, dy + start, h);
    for (long p = 0; p < shape->positions; p++) {
      multiply_elements(size, h + p * size, scale, h + p * size);
    }
    const NUMBER a = sum_terms(count, h, NULL) / (NUMBER)count;
    const NUMBER b = sum_terms(count, h, hat) / (NUMBER)count;
    const NUMBER r = inverse[i];
    for (long p = 0; p < shape->positions; p++) {
      NUMBER *const row = dx + start + p * shape->groups * size;
      LANES for (long c = 0; c < size; c++) {
        row[c] = fma_scalar(-hat[p * size + c], b, h[p * size + c] - a) * r;
      }
    }
  }
}
