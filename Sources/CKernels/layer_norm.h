// Layer normalisation and RMS normalisation by rows: NUM-015, NUM-016, NUM-118.

#pragma STDC FP_CONTRACT OFF

static void layer_norm(long rows, long columns, double epsilon, const NUMBER *x,
                           const NUMBER *gamma, const NUMBER *beta, NUMBER *y,
                           NUMBER *normalized, NUMBER *inverse) {
  const NUMBER size = (NUMBER)columns;
  for (long i = 0; i < rows; i++) {
    const NUMBER *const row = x + i * columns;
    NUMBER *const hat = normalized + i * columns;
    NUMBER *const result = y + i * columns;
    const NUMBER mean = sum_terms(columns, row, NULL) / size;
    LANES for (long j = 0; j < columns; j++) hat[j] = row[j] - mean;
    const NUMBER variance = sum_terms(columns, hat, hat) / size;
    const NUMBER r = 1.0f / root(variance + (NUMBER)epsilon);
    LANES for (long j = 0; j < columns; j++) {
      const NUMBER value = hat[j] * r;
      hat[j] = value;
      result[j] = fma_scalar(value, gamma[j], beta[j]);
    }
    inverse[i] = r;
  }
}

static void layer_norm_gradient(long rows, long columns, const NUMBER *dy,
                                    const NUMBER *gamma, const NUMBER *normalized,
                                    const NUMBER *inverse, NUMBER *dx) {
  const NUMBER size = (NUMBER)columns;
  for (long i = 0; i < rows; i++) {
    const NUMBER *const hat = normalized + i * columns;
    NUMBER *const h = dx + i * columns;
    LANES for (long j = 0; j < columns; j++) h[j] = dy[i * columns + j] * gamma[j];
    const NUMBER a = sum_terms(columns, h, NULL) / size;
    const NUMBER b = sum_terms(columns, h, hat) / size;
    const NUMBER r = inverse[i];
    LANES for (long j = 0; j < columns; j++) {
      h[j] = fma_scalar(-hat[j], b, h[j] - a) * r;
    }
  }
}

// RMS norm: NUM-118.

static void rms_norm(long rows, long columns, double epsilon, const NUMBER *x,
                         const NUMBER *gamma, NUMBER *y, NUMBER *normalized,
                         NUMBER *inverse) {
  const NUMBER size = (NUMBER)columns;
  for (long i = 0; i < rows; i++) {
    const NUMBER *const row = x + i * columns;
    NUMBER *const hat = normalized + i * columns;
    NUMBER *const result = y + i * columns;
    const NUMBER r = 1.0f / root(sum_terms(columns, row, row) / size + (NUMBER)epsilon);
    LANES for (long j = 0; j < columns; j++) {
      const NUMBER value = row[j] * r;
      hat[j] = value;
      result[j] = value * gamma[j];
    }
    inverse[i] = r;
  }
}

static void rms_norm_gradient(long rows, long columns, const NUMBER *dy,
                                  const NUMBER *gamma, const NUMBER *normalized,
                                  const NUMBER *inverse, NUMBER *dx) {
  const NUMBER size = (NUMBER)columns;
  for (long i = 0; i < rows; i++) {
    const NUMBER *const hat = normalized + i * columns;
    NUMBER *const h = dx + i * columns;
    LANES for (long j = 0; j < columns; j++) h[j] = dy[i * columns + j] * gamma[j];
    const NUMBER b = sum_terms(columns, h, hat) / size;
    const NUMBER r = inverse[i];
    LANES for (long j = 0; j < columns; j++) h[j] = fma_scalar(-hat[j], b, h[j]) * r;
  }
}
