// Largest element of a row and its index: NUM-010.

#pragma STDC FP_CONTRACT OFF

/// Maximum of a row, NaN if it has one. Which zero wins is left open: argmax compares with ==, and
/// cross-entropy subtracts the maximum inside exp and adds it to a logarithm that is never -0.
INLINE float row_maximum(long count, const float *x) {
  const float lowest = -__builtin_inff();
  float largest = lowest;
  bool has_nan = false;
  long j = 0;
  if (count >= W) {
    vector best = (vector)(lowest);
    vector_mask unordered = (vector_mask)(0);
    for (; j + W <= count; j += W) {
      const vector value = load(x + j);
      best = value > best ? value : best;
      unordered |= value != value;
    }
    for (int lane = 0; lane < W; lane++) {
      largest = best[lane] > largest ? best[lane] : largest;
      has_nan |= unordered[lane] != 0;
    }
  }
  for (; j < count; j++) {
    largest = x[j] > largest ? x[j] : largest;
    has_nan |= x[j] != x[j];
  }
  return has_nan ? __builtin_nanf("") : largest;
}

/// First index at which x is NaN or, if there is none, equal to the maximum.
INLINE int32_t row_argmax(long columns, const float *x) {
  const float largest = row_maximum(columns, x);
  long j = 0;
  if (largest == largest) {
    while (x[j] != largest) j++;
  } else {
    while (x[j] == x[j]) j++;
  }
  return (int32_t)j;
}

static void argmax(long rows, long columns, const float *x, int32_t *y) {
  for (long i = 0; i < rows; i++) y[i] = row_argmax(columns, x + i * columns);
}
