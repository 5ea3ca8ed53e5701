// Layer normalisation and RMS normalisation by rows: NUM-015, NUM-016, NUM-118.

#pragma STDC FP_CONTRACT OFF

static void OF(layer_norm)(long rows, long columns, double epsilon, const void *x_operand,
                           const void *gamma_operand, const void *beta_operand, void *y_operand,
                           void *normalized_operand, void *inverse_operand) {
  const NUMBER *const x = x_operand;
  const NUMBER *const gamma = gamma_operand;
  const NUMBER *const beta = beta_operand;
  NUMBER *const y = y_operand;
  NUMBER *const normalized = normalized_operand;
  NUMBER *const inverse = inverse_operand;
  const NUMBER size = (NUMBER)columns;
  for (long i = 0; i < rows; i++) {
    const NUMBER *const row = x + i * columns;
    NUMBER *const hat = normalized + i * columns;
    NUMBER *const result = y + i * columns;
    const NUMBER mean = OF(sum_terms)(columns, row, NULL) / size;
    LANES for (long j = 0; j < columns; j++) hat[j] = row[j] - mean;
    const NUMBER variance = OF(sum_terms)(columns, hat, hat) / size;
    const NUMBER r = 1.0f / TYPED(root)(variance + (NUMBER)epsilon);
    LANES for (long j = 0; j < columns; j++) {
      const NUMBER value = hat[j] * r;
      hat[j] = value;
      result[j] = OF(fma_scalar)(value, gamma[j], beta[j]);
    }
    inverse[i] = r;
  }
}

static void OF(layer_norm_gradient)(long rows, long columns, const void *dy_operand,
                                    const void *gamma_operand, const void *normalized_operand,
                                    const void *inverse_operand, void *dx_operand) {
  const NUMBER *const dy = dy_operand;
  const NUMBER *const gamma = gamma_operand;
  const NUMBER *const normalized = normalized_operand;
  const NUMBER *const inverse = inverse_operand;
  NUMBER *const dx = dx_operand;
  const NUMBER size = (NUMBER)columns;
  for (long i = 0; i < rows; i++) {
    const NUMBER *const hat = normalized + i * columns;
    NUMBER *const h = dx + i * columns;
    LANES for (long j = 0; j < columns; j++) h[j] = dy[i * columns + j] * gamma[j];
    const NUMBER a = OF(sum_terms)(columns, h, NULL) / size;
    const NUMBER b = OF(sum_terms)(columns, h, hat) / size;
    const NUMBER r = inverse[i];
    LANES for (long j = 0; j < columns; j++) {
      h[j] = OF(fma_scalar)(-hat[j], b, h[j] - a) * r;
    }
  }
}

// RMS norm: NUM-118.

static void OF(rms_norm)(long rows, long columns, double epsilon, const void *x_operand,
                         const void *gamma_operand, void *y_operand, void *normalized_operand,
                         void *inverse_operand) {
  const NUMBER *const x = x_operand;
  const NUMBER *const gamma = gamma_operand;
  NUMBER *const y = y_operand;
  NUMBER *const normalized = normalized_operand;
  NUMBER *const inverse = inverse_operand;
  const NUMBER size = (NUMBER)columns;
  for (long i = 0; i < rows; i++) {
    const NUMBER *const row = x + i * columns;
    NUMBER *const hat = normalized + i * columns;
    NUMBER *const result = y + i * columns;
    const NUMBER r = 1.0f / TYPED(root)(OF(sum_terms)(columns, row, row) / size + (NUMBER)epsilon);
    LANES for (long j = 0; j < columns; j++) {
      const NUMBER value = row[j] * r;
      hat[j] = value;
      result[j] = value * gamma[j];
    }
    inverse[i] = r;
  }
}

static void OF(rms_norm_gradient)(long rows, long columns, const void *dy_operand,
                                  const void *gamma_operand, const void *normalized_operand,
                                  const void *inverse_operand, void *dx_operand) {
  const NUMBER *const dy = dy_operand;
  const NUMBER *const gamma = gamma_operand;
  const NUMBER *const normalized = normalized_operand;
  const NUMBER *const inverse = inverse_operand;
  NUMBER *const dx = dx_operand;
  const NUMBER size = (NUMBER)columns;
  for (long i = 0; i < rows; i++) {
    const NUMBER *const hat = normalized + i * columns;
    NUMBER *const h = dx + i * columns;
    LANES for (long j = 0; j < columns; j++) h[j] = dy[i * columns + j] * gamma[j];
    const NUMBER b = OF(sum_terms)(columns, h, hat) / size;
    const NUMBER r = inverse[i];
    LANES for (long j = 0; j < columns; j++) h[j] = OF(fma_scalar)(-hat[j], b, h[j]) * r;
  }
}
