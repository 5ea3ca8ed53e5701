// The product rule for one tile whose rows of a and of c may lie anywhere: NUM-004, NUM-008.

#pragma STDC FP_CONTRACT OFF

enum {
  // More rows than this would not leave a register for each row's address.
  GATHERED_ROWS = LOCKSTEP_TILE_ROWS > 8 ? 8 : LOCKSTEP_TILE_ROWS,
  DEPTHWISE_ROWS = 4,
};

/// One tile of c in one panel.
typedef struct gathered_tile {
  const run *runs;
  long run_count;
  const NUMBER *const *a;  // where each row's runs start from
  const NUMBER *b;         // packed
  long b_step;
  NUMBER *const *c;  // each row's first element
  long column;      // of the tile, counted from there
  bool is_first;
  const NUMBER *bias;  // of the tile; NULL for none
  bool rectifies;     // whether ReLU follows
} gathered_tile;

/// Adds a finished panel to one vector of c, of which `width` <= W elements exist.
INLINE void finish_gathered(const gathered_tile *tile, NUMBER *c, vector panel, const NUMBER *bias,
                            long width) {
  const bool is_whole = width == W;
  if (!tile->is_first) panel = (is_whole ? load(c) : load_first(c, width)) + panel;
  if (bias != NULL) panel += is_whole ? load(bias) : load_first(bias, width);
  // A comparison with NaN is false: NaN stays.
  if (tile->rectifies) panel = (vector)((vector_mask)panel & ~(panel <= (vector)(0.0f)));
  if (is_whole) store(c, panel);
  else store_first(c, panel, width);
}

INLINE void store_gathered(const int rows, const int vectors, const gathered_tile *tile,
                           const vector sums[][2], long columns) {
  for (int v = 0; v < vectors; v++) {
    const long width = at_most(columns - v * W, W);
    if (width <= 0) break;
    const NUMBER *const bias = tile->bias == NULL ? NULL : tile->bias + v * W;
    for (int i = 0; i < rows; i++) {
      finish_gathered(tile, tile->c[i] + tile->column + v * W, sums[i][v], bias, width);
    }
  }
}

/// Computes `rows` × (`vectors` · W) elements as fma chains from +0 over the runs.
INLINE void compute_gathered(const int rows, const int vectors, const gathered_tile *tile,
                             long columns) {
  vector sums[GATHERED_ROWS][2];
  const NUMBER *a[GATHERED_ROWS];
  for (int i = 0; i < rows; i++) {
    a[i] = tile->a[i];
    for (int v = 0; v < vectors; v++) sums[i][v] = (vector)(0.0f);
  }
  const long b_step = tile->b_step;
  const run *const end = tile->runs + tile->run_count;
  for (const run *part = tile->runs; part < end; part++) {
    const NUMBER *b = tile->b + part->b * b_step;
    const long last = part->a + part->length;
    for (long p = part->a; p < last; p++) {
      vector right[2];
      for (int v = 0; v < vectors; v++) right[v] = load(b + v * W);
      b += b_step;
#pragma clang loop unroll(full)
      for (int i = 0; i < rows; i++) {
        const vector left = (vector)(a[i][p]);
        for (int v = 0; v < vectors; v++) sums[i][v] = fma_vector(left, right[v], sums[i][v]);
      }
    }
  }
  store_gathered(rows, vectors, tile, sums, columns);
}

/// The same where every column has an element of a of its own: channels of a depthwise convolution.
INLINE void compute_depthwise(const int rows, const int vectors, const gathered_tile *tile,
                              long columns) {
  vector sums[DEPTHWISE_ROWS][2];
  for (int i = 0; i < rows; i++) {
    for (int v = 0; v < vectors; v++) sums[i][v] = (vector)(0.0f);
  }
  const run *const end = tile->runs + tile->run_count;
  for (const run *part = tile->runs; part < end; part++) {
    const NUMBER *const b = tile->b + part->b * tile->b_step;
    for (int v = 0; v < vectors; v++) {
      const long width = at_most(columns - v * W, W);
      if (width <= 0) break;
      const vector right = load(b + v * W);
      for (int i = 0; i < rows; i++) {
        const NUMBER *const a = tile->a[i] + part->a + tile->column + v * W;
        sums[i][v] = fma_vector(width == W ? load(a) : load_first(a, width), right, sums[i][v]);
      }
    }
  }
  store_gathered(rows, vectors, tile, sums, columns);
}

#define TILE(kind, rows)                                                                  \
  static void compute_##kind##_##rows##x1(const gathered_tile *tile, long columns) {      \
    compute_##kind(rows, 1, tile, columns);                                               \
  }                                                                                       \
  static void compute_##kind##_##rows##x2(const gathered_tile *tile, long columns) {      \
    compute_##kind(rows, 2, tile, columns);                                               \
  }

TILE(gathered, 1)
TILE(gathered, 2)
TILE(gathered, 4)
#if LOCKSTEP_TILE_ROWS == 6
TILE(gathered, 6)
#endif
#if LOCKSTEP_TILE_ROWS >= 8
TILE(gathered, 8)
#endif
TILE(depthwise, 1)
TILE(depthwise, 4)
#undef TILE

#define TRY(kind, size)                                                    \
  if (rows >= size) {                                                      \
    if (columns <= W) compute_##kind##_##size##x1(tile, columns);          \
    else compute_##kind##_##size##x2(tile, columns);                       \
    return size;                                                           \
  }

/// Computes the largest tile that has at most `rows` rows and returns how many it has.
INLINE long compute_gathered_rows(long rows, const gathered_tile *tile, long columns) {
#if LOCKSTEP_TILE_ROWS >= 8
  TRY(gathered, 8)
#endif
#if LOCKSTEP_TILE_ROWS == 6
  TRY(gathered, 6)
#endif
  TRY(gathered, 4)
  TRY(gathered, 2)
  TRY(gathered, 1)
  return rows;
}

INLINE long compute_depthwise_rows(long rows, const gathered_tile *tile, long columns) {
  TRY(depthwise, 4)
  TRY(depthwise, 1)
  return rows;
}
#undef TRY
