// The product rule for a vector and a matrix: NUM-004, NUM-008. Each element of the matrix is read once
// and where it lies; nothing is packed.

#pragma STDC FP_CONTRACT OFF

enum {
  // Columns of a task, and of the sums that stay in the first-level cache.
  VECTOR_COLUMNS = 512,
  // Rows whose terms are added while a sum is in a register.
  STREAMED_ROWS = 8,
  // Vectors of sums where a column is contiguous: enough chains to hide the latency of fma.
  DOT_VECTORS = 4,
  // Elements of a cache line.
  LINE = 16,
};

/// y[j] = Σ v[p] · matrix[p, j] (+ bias).
typedef struct vector_product {
  long inner, columns;
  const NUMBER *v;
  const NUMBER *matrix;
  // One of the two is 1.
  long inner_stride, column_stride;
  const NUMBER *bias;  // NULL for none
  long bias_stride;   // 0: the same for every column
  NUMBER *y;
} vector_product;

/// Adds the terms of `rows` rows to the sums of a panel, which start at +0 where it starts.
INLINE void stream_rows(const int rows, bool starts, long columns, const NUMBER *v,
                        const NUMBER *matrix, long stride, NUMBER *sums) {
  vector factor[STREAMED_ROWS];
  for (int q = 0; q < rows; q++) factor[q] = (vector)(v[q]);
  long j = 0;
  for (; j + W <= columns; j += W) {
    vector sum = starts ? (vector)(0.0f) : load(sums + j);
    for (int q = 0; q < rows; q++) sum = fma_vector(factor[q], load(matrix + q * stride + j), sum);
    store(sums + j, sum);
  }
  if (j == columns) return;
  vector sum = starts ? (vector)(0.0f) : load_first(sums + j, columns - j);
  for (int q = 0; q < rows; q++) {
    sum = fma_vector(factor[q], load_first(matrix + q * stride + j, columns - j), sum);
  }
  store_first(sums + j, sum, columns - j);
}

INLINE void stream_panel(long inner, long columns, const NUMBER *v, const NUMBER *matrix,
                         long stride, NUMBER *sums) {
  long p = 0;
  for (; p + STREAMED_ROWS <= inner; p += STREAMED_ROWS) {
    stream_rows(STREAMED_ROWS, p == 0, columns, v + p, matrix + p * stride, stride, sums);
  }
  for (; p < inner; p++) {
    stream_rows(1, p == 0, columns, v + p, matrix + p * stride, stride, sums);
  }
}

/// Columns first ..< last where rows of the matrix are contiguous.
INLINE void multiply_streaming(const vector_product *product, long first, long last) {
  _Alignas(64) NUMBER panel[VECTOR_COLUMNS];
  const long columns = last - first;
  NUMBER *const y = product->y + first;
  for (long p = 0; p < product->inner; p += PANEL) {
    const long inner = product->inner - p < PANEL ? product->inner - p : PANEL;
    const NUMBER *const matrix = product->matrix + p * product->inner_stride + first;
    NUMBER *const sums = p == 0 ? y : panel;
    stream_panel(inner, columns, product->v + p, matrix, product->inner_stride, sums);
    if (p > 0) add_elements(columns, y, panel, y);
  }
}

#if W >= 4

typedef NUMBER quad __attribute__((ext_vector_type(4)));
typedef quad unaligned_quad __attribute__((aligned(sizeof(NUMBER))));

INLINE quad load_quad(const NUMBER *address) { return *(const unaligned_quad *)address; }

// Four elements of each column l, l + 4, …, one column in each quarter of a vector; and what makes of
// four such vectors the elements p, p + 1, p + 2 and p + 3 of W columns.
#if W == 16
#define QUADS(at)                                                                           \
  __builtin_shufflevector(__builtin_shufflevector(at(0), at(4), 0, 1, 2, 3, 4, 5, 6, 7),    \
                          __builtin_shufflevector(at(8), at(12), 0, 1, 2, 3, 4, 5, 6, 7),   \
                          0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
#define EACH_LOW(p, q) \
  __builtin_shufflevector(p, q, 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29)
#define EACH_HIGH(p, q) \
  __builtin_shufflevector(p, q, 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31)
#define PAIR_LOW(p, q) \
  __builtin_shufflevector(p, q, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29)
#define PAIR_HIGH(p, q) \
  __builtin_shufflevector(p, q, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31)
#elif W == 8
#define QUADS(at) __builtin_shufflevector(at(0), at(4), 0, 1, 2, 3, 4, 5, 6, 7)
#define EACH_LOW(p, q) __builtin_shufflevector(p, q, 0, 8, 1, 9, 4, 12, 5, 13)
#define EACH_HIGH(p, q) __builtin_shufflevector(p, q, 2, 10, 3, 11, 6, 14, 7, 15)
#define PAIR_LOW(p, q) __builtin_shufflevector(p, q, 0, 1, 8, 9, 4, 5, 12, 13)
#define PAIR_HIGH(p, q) __builtin_shufflevector(p, q, 2, 3, 10, 11, 6, 7, 14, 15)
#else
#define QUADS(at) at(0)
#define EACH_LOW(p, q) __builtin_shufflevector(p, q, 0, 4, 1, 5)
#define EACH_HIGH(p, q) __builtin_shufflevector(p, q, 2, 6, 3, 7)
#define PAIR_LOW(p, q) __builtin_shufflevector(p, q, 0, 1, 4, 5)
#define PAIR_HIGH(p, q) __builtin_shufflevector(p, q, 2, 3, 6, 7)
#endif

/// Adds four terms to each of W chains, one a column.
INLINE vector add_four_terms(const NUMBER *v, const NUMBER *matrix, long stride, vector sum) {
  vector columns[4];
  for (int l = 0; l < 4; l++) {
#define COLUMN(place) load_quad(matrix + (place + l) * stride)
    columns[l] = QUADS(COLUMN);
#undef COLUMN
  }
  const vector low01 = EACH_LOW(columns[0], columns[1]);
  const vector low23 = EACH_LOW(columns[2], columns[3]);
  const vector high01 = EACH_HIGH(columns[0], columns[1]);
  const vector high23 = EACH_HIGH(columns[2], columns[3]);
  sum = fma_vector((vector)(v[0]), PAIR_LOW(low01, low23), sum);
  sum = fma_vector((vector)(v[1]), PAIR_HIGH(low01, low23), sum);
  sum = fma_vector((vector)(v[2]), PAIR_LOW(high01, high23), sum);
  return fma_vector((vector)(v[3]), PAIR_HIGH(high01, high23), sum);
}

#undef QUADS
#undef EACH_LOW
#undef EACH_HIGH
#undef PAIR_LOW
#undef PAIR_HIGH

#else

/// Adds four terms to each of two chains, one a column.
INLINE vector add_four_terms(const NUMBER *v, const NUMBER *matrix, long stride, vector sum) {
  for (int l = 0; l < 4; l += 2) {
    const vector first = load(matrix + l);
    const vector second = load(matrix + stride + l);
    sum = fma_vector((vector)(v[l]), INTERLEAVE_LOW(first, second), sum);
    sum = fma_vector((vector)(v[l + 1]), INTERLEAVE_HIGH(first, second), sum);
  }
  return sum;
}

#endif

/// The chains of one panel for `vectors` · W columns.
INLINE void dot_panel(const int vectors, long inner, const NUMBER *v, const NUMBER *matrix,
                      long stride, vector *sums) {
  for (int g = 0; g < vectors; g++) sums[g] = (vector)(0.0f);
  long p = 0;
  // A cache line of each column at a time, because columns may evict each other; and fetched ahead,
  // because there are more columns than a processor follows.
  for (; p + LINE <= inner; p += LINE) {
    for (int g = 0; g < vectors; g++) {
      for (int l = 0; l < W; l++) __builtin_prefetch(matrix + (g * W + l) * stride + p + 4 * LINE);
#pragma clang loop unroll(full)
      for (int q = 0; q < LINE; q += 4) {
        sums[g] = add_four_terms(v + p + q, matrix + g * W * stride + p + q, stride, sums[g]);
      }
    }
  }
  for (; p + 4 <= inner; p += 4) {
    for (int g = 0; g < vectors; g++) {
      sums[g] = add_four_terms(v + p, matrix + g * W * stride + p, stride, sums[g]);
    }
  }
  for (; p < inner; p++) {
    for (int g = 0; g < vectors; g++) {
      vector column;
      for (int l = 0; l < W; l++) column[l] = matrix[(g * W + l) * stride + p];
      sums[g] = fma_vector((vector)(v[p]), column, sums[g]);
    }
  }
}

INLINE void dot_columns(const int vectors, const vector_product *product, long column) {
  const long stride = product->column_stride;
  vector total[DOT_VECTORS];
  for (long p = 0; p < product->inner; p += PANEL) {
    const long inner = product->inner - p < PANEL ? product->inner - p : PANEL;
    vector sums[DOT_VECTORS];
    dot_panel(vectors, inner, product->v + p, product->matrix + column * stride + p, stride, sums);
    for (int g = 0; g < vectors; g++) total[g] = p == 0 ? sums[g] : total[g] + sums[g];
  }
  for (int g = 0; g < vectors; g++) store(product->y + column + g * W, total[g]);
}

/// One column alone.
INLINE void dot_column(const vector_product *product, long column) {
  const NUMBER *const matrix = product->matrix + column * product->column_stride;
  NUMBER total = 0.0f;
  for (long p = 0; p < product->inner; p += PANEL) {
    const long end = product->inner - p < PANEL ? product->inner : p + PANEL;
    NUMBER sum = 0.0f;
    for (long q = p; q < end; q++) sum = fma_scalar(product->v[q], matrix[q], sum);
    total = p == 0 ? sum : total + sum;
  }
  product->y[column] = total;
}

/// Columns first ..< last where columns of the matrix are contiguous.
INLINE void multiply_dotting(const vector_product *product, long first, long last) {
  // Columns that lie a power of two apart share a few cache sets: then as few at a time as there can be.
  const bool evict = product->column_stride % 256 == 0;
  long j = first;
  for (; !evict && j + DOT_VECTORS * W <= last; j += DOT_VECTORS * W) {
    dot_columns(DOT_VECTORS, product, j);
  }
  for (; j + W <= last; j += W) dot_columns(1, product, j);
  for (; j < last; j++) dot_column(product, j);
}

INLINE void multiply_vector(const vector_product *product, long first, long last) {
  if (product->inner == 0) {
    fill(last - first, 0.0f, product->y + first);
  } else if (product->column_stride == 1) {
    multiply_streaming(product, first, last);
  } else {
    multiply_dotting(product, first, last);
  }
  if (product->bias == NULL) return;
  for (long j = first; j < last; j++) product->y[j] += product->bias[j * product->bias_stride];
}
