// Products in binary64: NUM-004, NUM-088, NUM-091.
//
// A panel of a block of rows of a is packed, tile by tile, then for each strip of W columns the panel of
// b. A tile keeps its sums in registers for a whole panel and adds them to c.

#pragma STDC FP_CONTRACT OFF

enum {
  PANEL_F64 = 256,
  // Rows of a that are packed at a time, whole tiles of every instruction set: they stay in the
  // second-level cache, a panel of b in the first.
  BLOCK_F64 = 96,
};

/// Columns first ..< first + W of a panel of b; columns from `last` on are +0.
INLINE void pack_b_f64(const lockstep_matmul_f64 *product, long inner, long count, long first,
                       long last, wide *packed) {
  const long step = product->b_column_stride;
  const double *const b = product->b + inner * product->b_inner_stride + first * step;
  for (long p = 0; p < count; p++) {
    const double *const row = b + p * product->b_inner_stride;
    if (step == 1 && last - first >= W) {
      packed[p] = *(const unaligned_wide *)row;
      continue;
    }
    double elements[W];
    for (long j = 0; j < W; j++) elements[j] = first + j < last ? row[j * step] : 0.0;
    packed[p] = *(const unaligned_wide *)elements;
  }
}

/// Rows first ..< last of a panel of a: the elements of each tile's rows side by side. Rows that do not
/// exist repeat the last one, and are not stored.
INLINE void pack_a_f64(const lockstep_matmul_f64 *product, long inner, long count, long first,
                       long last, double *packed) {
  const long step = product->a_inner_stride;
  for (long row = first; row < last; row += LOCKSTEP_TILE_ROWS) {
    for (long i = 0; i < LOCKSTEP_TILE_ROWS; i++) {
      const long line = row + i < last ? row + i : last - 1;
      const double *const a = product->a + line * product->a_row_stride + inner * step;
      for (long p = 0; p < count; p++) packed[p * LOCKSTEP_TILE_ROWS + i] = a[p * step];
    }
    packed += count * LOCKSTEP_TILE_ROWS;
  }
}

/// Adds a panel's chains to `rows` <= LOCKSTEP_TILE_ROWS rows of c, or stores those of the first panel.
INLINE void tile_f64(const lockstep_matmul_f64 *product, bool is_first, long count, long row,
                     long rows, long first, long last, const double *a, const wide *b) {
  wide sums[LOCKSTEP_TILE_ROWS];
  for (long i = 0; i < LOCKSTEP_TILE_ROWS; i++) sums[i] = (wide)(0.0);
  for (long p = 0; p < count; p++) {
    for (long i = 0; i < LOCKSTEP_TILE_ROWS; i++) {
      sums[i] = fma_wide((wide)(a[p * LOCKSTEP_TILE_ROWS + i]), b[p], sums[i]);
    }
  }
  for (long i = 0; i < rows; i++) {
    double *const c = product->c + (row + i) * product->n + first;
    double elements[W];
    *(unaligned_wide *)elements = sums[i];
    for (long j = 0; j < W && first + j < last; j++) {
      c[j] = is_first ? elements[j] : c[j] + elements[j];
    }
  }
}

static void matmul_f64(const lockstep_matmul_f64 *product, long first, long last,
                       long first_column, long last_column) {
  double a[BLOCK_F64 * PANEL_F64];
  wide b[PANEL_F64];
  for (long block = first; block < last; block += BLOCK_F64) {
    const long end = last - block < BLOCK_F64 ? last : block + BLOCK_F64;
    long inner = 0;
    // Without terms, one panel of none stores +0.
    do {
      const long left = product->k - inner;
      const long count = left < PANEL_F64 ? left : PANEL_F64;
      pack_a_f64(product, inner, count, block, end, a);
      for (long column = first_column; column < last_column; column += W) {
        pack_b_f64(product, inner, count, column, last_column, b);
        for (long row = block; row < end; row += LOCKSTEP_TILE_ROWS) {
          const long rows = end - row < LOCKSTEP_TILE_ROWS ? end - row : LOCKSTEP_TILE_ROWS;
          tile_f64(product, inner == 0, count, row, rows, column, last_column,
                   a + (row - block) * count, b);
        }
      }
      inner += PANEL_F64;
    } while (inner < product->k);
  }
}
