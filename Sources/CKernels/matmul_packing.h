// Copies of b (and of a's rows) in the order in which tiles read them. Copying rounds nothing.

#pragma STDC FP_CONTRACT OFF

/// y[i, j] = x[j, i] for i < rows <= W and j < columns <= W; y[i, j] = +0 for columns <= j < W.
///
/// Each stage interleaves row i with row i + W/2; after log2(W) stages rows and columns have traded
/// places (the perfect shuffle).
INLINE void transpose_block(long rows, long columns, const NUMBER *x, long x_row_stride, NUMBER *y,
                            long y_row_stride) {
  vector rows_of_x[W];
  for (int j = 0; j < W; j++) {
    const NUMBER *const row = x + j * x_row_stride;
    rows_of_x[j] = j >= columns ? (vector)(0.0f) : rows == W ? load(row) : load_first(row, rows);
  }
  for (int stage = 1; stage < W; stage *= 2) {
    vector mixed[W];
    for (int i = 0; i < W / 2; i++) {
      const vector p = rows_of_x[i];
      const vector q = rows_of_x[i + W / 2];
      mixed[2 * i] = INTERLEAVE_LOW(p, q);
      mixed[2 * i + 1] = INTERLEAVE_HIGH(p, q);
    }
    for (int i = 0; i < W; i++) rows_of_x[i] = mixed[i];
  }
  for (int i = 0; i < W; i++) {
    if (i < rows) store(y + i * y_row_stride, rows_of_x[i]);
  }
}

/// y[i, j] = x[j, i] for i < rows, j < columns, and +0 for columns <= j < width.
INLINE void transpose(long rows, long columns, long width, const NUMBER *x, long x_row_stride,
                      NUMBER *y) {
  for (long j = 0; j < width; j += W) {
    const NUMBER *const from = x + j * x_row_stride;
    const long present = columns - j < W ? (columns > j ? columns - j : 0) : W;
    long i = 0;
    if (present == W) {
      for (; i + W <= rows; i += W) {
        transpose_block(W, W, from + i, x_row_stride, y + i * width + j, width);
      }
    }
    for (; i < rows; i += W) {
      transpose_block(rows - i < W ? rows - i : W, present, from + i, x_row_stride,
                      y + i * width + j, width);
    }
  }
}

/// Copies `rows` rows of `columns` <= `width` elements and fills each row up with +0.
///
/// The zeros only keep the lanes beyond the edge of c quiet; those lanes are never stored.
INLINE void copy_rows(long rows, long columns, long width, const NUMBER *x, long x_row_stride,
                      NUMBER *y) {
  for (long i = 0; i < rows; i++) {
    const NUMBER *const from = x + i * x_row_stride;
    NUMBER *const to = y + i * width;
    __builtin_prefetch(from + 16 * x_row_stride);
    if (columns == TILE_COLUMNS) {
      store(to, load(from));
      store(to + W, load(from + W));
      continue;
    }
    store(to, load_first(from, columns < W ? columns : W));
    if (width > W) store(to + W, load_first(from + W, columns - W));
  }
}

/// Packs `inner` rows of one tile of b: [inner, width], columns contiguous.
INLINE void pack_b_tile(const lockstep_matmul *product, long inner, long columns, long width,
                        const NUMBER *b, NUMBER *packed) {
  if (product->b_column_stride == 1) {
    copy_rows(inner, columns, width, b, product->b_inner_stride, packed);
    return;
  }
  transpose(inner, columns, width, b, product->b_column_stride, packed);
}
