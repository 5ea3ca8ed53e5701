// The product rule for one tile that fits into the registers: NUM-004, NUM-008.

#pragma STDC FP_CONTRACT OFF

enum { PANEL = 256, TILE_COLUMNS = 2 * W };

/// One tile of c in one panel: where its operands are and what happens to the result.
typedef struct tile_panel {
  long inner;  // 1 ... 256
  const float *a;
  long a_row_stride, a_inner_stride;
  const float *b;  // columns contiguous
  long b_inner_stride;
  float *c;
  long c_row_stride;
  bool is_first;      // store the panel; later ones are added to c
  const float *bias;  // added after the panel unless NULL
} tile_panel;

/// What becomes of one vector of a row when its panel is done.
INLINE vector finish_vector(const tile_panel *tile, vector panel, vector before, vector bias) {
  const vector sum = tile->is_first ? panel : before + panel;
  return tile->bias == NULL ? sum : sum + bias;
}

/// Computes `rows` × (`vectors` · W) elements as fma chains from +0, of which the first `columns`
/// columns are stored. Sizes are constants, so that the accumulators live in registers.
INLINE void compute_tile(const int rows, const int vectors, const tile_panel *tile, long columns) {
  vector sums[LOCKSTEP_TILE_ROWS][2];
  for (int i = 0; i < rows; i++) {
    for (int v = 0; v < vectors; v++) sums[i][v] = (vector)(0.0f);
  }
  // Three rows share an address; with one address a row they would not fit into registers.
  const float *a[(LOCKSTEP_TILE_ROWS + 2) / 3];
  const long row_stride = tile->a_row_stride;
  const long a_step = tile->a_inner_stride;
  const long b_step = tile->b_inner_stride;
  const float *b = tile->b;
  for (int i = 0; i < rows; i += 3) a[i / 3] = tile->a + i * row_stride;
  // c is far away by now, and needed at once when the panel is done.
  for (int i = 0; i < rows; i++) __builtin_prefetch(tile->c + i * tile->c_row_stride, 1);

  for (long p = tile->inner; p > 0; p--) {
    vector right[2];
    for (int v = 0; v < vectors; v++) right[v] = load(b + v * W);
    __builtin_prefetch(b + 8 * vectors * W);  // reaches the next tile: it may lie in a far cache
    b += b_step;
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
      const vector left = (vector)(a[i / 3][(i % 3) * row_stride]);
      for (int v = 0; v < vectors; v++) sums[i][v] = fma_vector(left, right[v], sums[i][v]);
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i += 3) a[i / 3] += a_step;
  }

  if (columns == vectors * W) {
    for (int v = 0; v < vectors; v++) {
      const vector bias = tile->bias == NULL ? (vector)(0.0f) : load(tile->bias + v * W);
      for (int i = 0; i < rows; i++) {
        float *const c = tile->c + i * tile->c_row_stride + v * W;
        const vector before = tile->is_first ? (vector)(0.0f) : load(c);
        store(c, finish_vector(tile, sums[i][v], before, bias));
      }
    }
    return;
  }
  for (int v = 0; v < vectors; v++) {
    const long width = columns - v * W < W ? columns - v * W : W;
    if (width <= 0) break;
    const vector bias =
        tile->bias == NULL ? (vector)(0.0f) : load_first(tile->bias + v * W, width);
    for (int i = 0; i < rows; i++) {
      float *const c = tile->c + i * tile->c_row_stride + v * W;
      const vector before = tile->is_first ? (vector)(0.0f) : load_first(c, width);
      const vector result = finish_vector(tile, sums[i][v], before, bias);
      store_first(c, result, width);
    }
  }
}

#define TILE(rows)                                                                               \
  static void compute_tile_##rows##x1(const tile_panel *tile, long columns) {                    \
    compute_tile(rows, 1, tile, columns);                                                        \
  }                                                                                              \
  static void compute_tile_##rows##x2(const tile_panel *tile, long columns) {                    \
    compute_tile(rows, 2, tile, columns);                                                        \
  }

TILE(1)
TILE(2)
TILE(4)
#if LOCKSTEP_TILE_ROWS == 6
TILE(6)
#endif
#if LOCKSTEP_TILE_ROWS >= 8
TILE(8)
#endif
#if LOCKSTEP_TILE_ROWS == 12
TILE(12)
#endif
#undef TILE

/// Computes the largest tile that has at most `rows` rows and returns how many it has.
INLINE long compute_some_rows(long rows, const tile_panel *tile, long columns) {
#define TRY(size)                                                    \
  if (rows >= size) {                                                \
    if (columns <= W) compute_tile_##size##x1(tile, columns);        \
    else compute_tile_##size##x2(tile, columns);                     \
    return size;                                                     \
  }
#if LOCKSTEP_TILE_ROWS == 12
  TRY(12)
#endif
#if LOCKSTEP_TILE_ROWS >= 8
  TRY(8)
#endif
#if LOCKSTEP_TILE_ROWS == 6
  TRY(6)
#endif
  TRY(4)
  TRY(2)
  TRY(1)
#undef TRY
  return rows;
}
