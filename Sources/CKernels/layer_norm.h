// Layer normalisation and RMS normalisation by rows: NUM-015, NUM-016, NUM-118.

#pragma STDC FP_CONTRACT OFF

static void layer_norm(long rows, long columns, float epsilon, const float *x, const float *gamma,
                       const float *beta, float *y, float *normalized, float *inverse) {
  const float size = (float)columns;
  for (long i = 0; i < rows; i++) {
    const float *const row = x + i * columns;
    float *const hat = normalized + i * columns;
    float *const result = y + i * columns;
    const float mean = sum_terms(columns, row, NULL) / size;
    INDEPENDENT for (long j = 0; j < columns; j++) hat[j] = row[j] - mean;
    const float variance = sum_terms(columns, hat, hat) / size;
    const float r = 1.0f / root_f32(variance + epsilon);
    INDEPENDENT for (long j = 0; j < columns; j++) {
      const float value = hat[j] * r;
      hat[j] = value;
      result[j] = fma_scalar(value, gamma[j], beta[j]);
    }
    inverse[i] = r;
  }
}

static void layer_norm_gradient(long rows, long columns, const float *dy, const float *gamma,
                                const float *normalized, const float *inverse, float *dx) {
  const float size = (float)columns;
  for (long i = 0; i < rows; i++) {
    const float *const hat = normalized + i * columns;
    float *const h = dx + i * columns;
    multiply(columns, dy + i * columns, gamma, h);
    const float a = sum_terms(columns, h, NULL) / size;
    const float b = sum_terms(columns, h, hat) / size;
    const float r = inverse[i];
    INDEPENDENT for (long j = 0; j < columns; j++) {
      h[j] = fma_scalar(-hat[j], b, h[j] - a) * r;
    }
  }
}

// RMS norm: NUM-118.

static void rms_norm(long rows, long columns, float epsilon, const float *x, const float *gamma,
                     float *y, float *normalized, float *inverse) {
  const float size = (float)columns;
  for (long i = 0; i < rows; i++) {
    const float *const row = x + i * columns;
    float *const hat = normalized + i * columns;
    float *const result = y + i * columns;
    const float r = 1.0f / root_f32(sum_terms(columns, row, row) / size + epsilon);
    INDEPENDENT for (long j = 0; j < columns; j++) {
      const float value = row[j] * r;
      hat[j] = value;
      result[j] = value * gamma[j];
    }
    inverse[i] = r;
  }
}

static void rms_norm_gradient(long rows, long columns, const float *dy, const float *gamma,
                              const float *normalized, const float *inverse, float *dx) {
  const float size = (float)columns;
  for (long i = 0; i < rows; i++) {
    const float *const hat = normalized + i * columns;
    float *const h = dx + i * columns;
    multiply(columns, dy + i * columns, gamma, h);
    const float b = sum_terms(columns, h, hat) / size;
    const float r = inverse[i];
    INDEPENDENT for (long j = 0; j < columns; j++) h[j] = fma_scalar(-hat[j], b, h[j]) * r;
  }
}
