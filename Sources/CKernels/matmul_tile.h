// The product rule for one tile that fits into the registers: NUM-004, NUM-008.

#pragma STDC FP_CONTRACT OFF

enum { PANEL = 256, TILE_COLUMNS = 2 * W };

/// One tile of c in one panel: where its operands are and what happens to the result.
typedef struct tile_panel {
  long inner;  // 1 ... 256
  const NUMBER *a;
  long a_row_stride, a_inner_stride;  // one of them is 1
  const NUMBER *b;  // columns contiguous
  long b_inner_stride;
  NUMBER *c;
  long c_row_stride;
  bool is_first;      // store the panel; later ones are added to c
  const NUMBER *bias;  // added after the panel unless NULL
} tile_panel;

/// What becomes of one vector of a row when its panel is done.
INLINE vector finish_vector(const tile_panel *tile, vector panel, vector before, vector bias) {
  const vector sum = tile->is_first ? panel : before + panel;
  return tile->bias == NULL ? sum : sum + bias;
}

#define UNROLL _Pragma("clang loop unroll(full)")

/// One term of every chain of a tile; row i's element of a is
/// a[i / 3][(i % 3) * row_stride + place].
INLINE void add_term(const int rows, const int vectors, const NUMBER *const *a, long row_stride,
                     long place, const NUMBER *b, vector (*sums)[2]) {
  vector right[2];
  UNROLL for (int v = 0; v < vectors; v++) right[v] = load(b + v * W);
  __builtin_prefetch(b + 8 * vectors * W);  // reaches the next tile: it may lie in a far cache
  UNROLL for (int i = 0; i < rows; i++) {
    const vector left = (vector)(a[i / 3][(i % 3) * row_stride + place]);
    UNROLL for (int v = 0; v < vectors; v++) sums[i][v] = fma_vector(left, right[v], sums[i][v]);
  }
}

/// The terms of a panel whose rows of a are rows in memory. Three rows share an address, with one a
/// row they would not fit into registers. Four terms share the steps of the addresses: beside the
/// multiplications there is little room for other instructions, least where two threads share a
/// core.
INLINE void add_terms_of_rows(const int rows, const int vectors, const tile_panel *tile,
                              vector (*sums)[2]) {
  enum { TERMS = 4 };
  const long row_stride = tile->a_row_stride;
  const long b_step = tile->b_inner_stride;
  const NUMBER *b = tile->b;
  const NUMBER *a[(LOCKSTEP_TILE_ROWS + 2) / 3];
  UNROLL for (int i = 0; i < rows; i += 3) a[i / 3] = tile->a + i * row_stride;
  long p = tile->inner;
  for (; p >= TERMS; p -= TERMS) {
    // The compiler would compute all addresses but the first from that one, every time.
    UNROLL for (int i = 0; i < rows; i += 3) __asm__("" : "+r"(a[i / 3]));
    UNROLL for (int q = 0; q < TERMS; q++, b += b_step) {
      add_term(rows, vectors, a, row_stride, q, b, sums);
    }
    UNROLL for (int i = 0; i < rows; i += 3) a[i / 3] += TERMS;
  }
  for (; p > 0; p--, b += b_step) {
    add_term(rows, vectors, a, row_stride, 0, b, sums);
    UNROLL for (int i = 0; i < rows; i += 3) a[i / 3] += 1;
  }
}

/// The terms of a panel whose rows of a are columns in memory: one address serves them all.
INLINE void add_terms_of_columns(const int rows, const int vectors, const tile_panel *tile,
                                 vector (*sums)[2]) {
  const NUMBER *a[(LOCKSTEP_TILE_ROWS + 2) / 3];
  const NUMBER *b = tile->b;
  const NUMBER *first = tile->a;
  for (long p = tile->inner; p > 0; p--) {
    UNROLL for (int i = 0; i < rows; i += 3) a[i / 3] = first + i;
    add_term(rows, vectors, a, 1, 0, b, sums);
    first += tile->a_inner_stride;
    b += tile->b_inner_stride;
  }
}

/// Computes `rows` × (`vectors` · W) elements as fma chains from +0, of which the first `columns`
/// columns are stored. Sizes are constants, so that the accumulators live in registers.
INLINE void compute_tile(const int rows, const int vectors, const tile_panel *tile, long columns) {
  vector sums[LOCKSTEP_TILE_ROWS][2];
  UNROLL for (int i = 0; i < rows; i++) {
    UNROLL for (int v = 0; v < vectors; v++) sums[i][v] = (vector)(0.0f);
  }
  // c is far away by now, and needed at once when the panel is done.
  for (int i = 0; i < rows; i++) __builtin_prefetch(tile->c + i * tile->c_row_stride, 1);
  if (tile->a_inner_stride == 1) add_terms_of_rows(rows, vectors, tile, sums);
  else add_terms_of_columns(rows, vectors, tile, sums);

  if (columns == vectors * W) {
    UNROLL for (int v = 0; v < vectors; v++) {
      const vector bias = tile->bias == NULL ? (vector)(0.0f) : load(tile->bias + v * W);
      UNROLL for (int i = 0; i < rows; i++) {
        NUMBER *const c = tile->c + i * tile->c_row_stride + v * W;
        const vector before = tile->is_first ? (vector)(0.0f) : load(c);
        store(c, finish_vector(tile, sums[i][v], before, bias));
      }
    }
    return;
  }
  UNROLL for (int v = 0; v < vectors; v++) {
    const long width = columns - v * W < W ? columns - v * W : W;
    if (width <= 0) break;
    const vector bias =
        tile->bias == NULL ? (vector)(0.0f) : load_first(tile->bias + v * W, width);
    UNROLL for (int i = 0; i < rows; i++) {
      NUMBER *const c = tile->c + i * tile->c_row_stride + v * W;
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
