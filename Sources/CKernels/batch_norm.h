// Batch norm down the columns of a matrix: NUM-110 to NUM-112.

#pragma STDC FP_CONTRACT OFF

/// Sums terms over the rows of a block, for columns first ..< last; `sums` is a row of partials.
INLINE void column_terms_of_block(const enum column_terms kind, const lockstep_columns *matrix,
                                  long block, long first, long last, NUMBER *sums) {
  const long n = matrix->columns;
  const long start = block * SUM_BLOCK;
  const long rows = matrix->rows - start < SUM_BLOCK ? matrix->rows - start : SUM_BLOCK;
  const int sides = kind == COLUMN_GRADIENTS ? 2 : 1;
  // Four vectors in either case: as many as the lanes of a strip hold.
  const int most = 4 / sides;
  for (long j = first; j < last;) {
    const int vectors = last - j >= most * W ? most : 1;
    column_strip strip = {.stride = n,
                          .readable = (matrix->rows - start) * n - j,
                          .x = matrix->x + start * n + j};
    if (kind == COLUMN_GRADIENTS) strip.dy = matrix->dy + start * n + j;
    for (int v = 0; kind != COLUMN_VALUES && v < vectors; v++) {
      const long left = n - j - v * W < W ? n - j - v * W : W;
      strip.mean[v] = load_first(matrix->mean + j + v * W, left);
      if (kind == COLUMN_GRADIENTS) {
        strip.inverse[v] = load_first(matrix->inverse + j + v * W, left);
      }
    }
    vector found[4];
    // Written out, so that each has a constant number of vectors.
    if (vectors == most) {
      sum_column_block(kind, 4, rows, &strip, found);
    } else {
      sum_column_block(kind, sides, rows, &strip, found);
    }
    for (int v = 0; v < vectors; v++) {
      const long left = last - j - v * W < W ? last - j - v * W : W;
      for (int side = 0; side < sides; side++) {
        store_first(sums + side * n + j + v * W, found[side * vectors + v], left);
      }
    }
    j += vectors * W;
  }
}

static void column_values(const lockstep_columns *matrix, long block, long first, long last,
                          NUMBER *sums) {
  column_terms_of_block(COLUMN_VALUES, matrix, block, first, last, sums);
}

static void column_squares(const lockstep_columns *matrix, long block, long first, long last,
                           NUMBER *sums) {
  column_terms_of_block(COLUMN_SQUARES, matrix, block, first, last, sums);
}

static void column_gradients(const lockstep_columns *matrix, long block, long first, long last,
                             NUMBER *sums) {
  column_terms_of_block(COLUMN_GRADIENTS, matrix, block, first, last, sums);
}

/// Folds rows by adjacent pairs, level by level, into the first.
static void fold_rows(long count, long columns, NUMBER *rows) {
  for (; count > 1; count = (count + 1) / 2) {
    for (long i = 0; i < count / 2; i++) {
      const NUMBER *const pair = rows + 2 * i * columns;
      add_elements(columns, pair, pair + columns, rows + i * columns);
    }
    if (count % 2 == 1 && count > 1) {
      const NUMBER *const odd = rows + (count - 1) * columns;
      INDEPENDENT for (long j = 0; j < columns; j++) rows[count / 2 * columns + j] = odd[j];
    }
  }
}

static void inverse_deviation(long count, double epsilon, const NUMBER *variance, NUMBER *inverse) {
  INDEPENDENT for (long j = 0; j < count; j++) {
    inverse[j] = 1.0f / root(variance[j] + (NUMBER)epsilon);
  }
}

static void batch_norm(const lockstep_columns *matrix, long first, long last, const NUMBER *gamma,
                       const NUMBER *beta, NUMBER *y) {
  const long n = matrix->columns;
  const NUMBER *const mean = matrix->mean;
  const NUMBER *const inverse = matrix->inverse;
  for (long i = first; i < last; i++) {
    const NUMBER *const row = matrix->x + i * n;
    NUMBER *const result = y + i * n;
    LANES for (long j = 0; j < n; j++) {
      result[j] = fma_scalar((row[j] - mean[j]) * inverse[j], gamma[j], beta[j]);
    }
  }
}

static void batch_norm_gradient(const lockstep_columns *matrix, long first, long last,
                                const NUMBER *scale, const NUMBER *dbeta_mean,
                                const NUMBER *dgamma_mean, NUMBER *dx) {
  const long n = matrix->columns;
  const NUMBER *const mean = matrix->mean;
  const NUMBER *const inverse = matrix->inverse;
  for (long i = first; i < last; i++) {
    const NUMBER *const row = matrix->x + i * n;
    const NUMBER *const dy = matrix->dy + i * n;
    NUMBER *const result = dx + i * n;
    LANES for (long j = 0; j < n; j++) {
      const NUMBER hat = (row[j] - mean[j]) * inverse[j];
      result[j] = fma_scalar(-hat, dgamma_mean[j], dy[j] - dbeta_mean[j]) * scale[j];
    }
  }
}
