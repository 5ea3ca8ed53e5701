// The product rule for a strip of c: one tile's columns of many rows. NUM-004, NUM-008.

#pragma STDC FP_CONTRACT OFF

/// c = +0 (+ bias): what the rule gives for k = 0.
INLINE void store_empty_chains(const lockstep_matmul *product, long row, long rows, long column,
                               long columns) {
  for (long i = row; i < row + rows; i++) {
    for (long j = column; j < column + columns; j++) {
      product->c[i * product->n + j] = product->bias == NULL ? 0.0f : 0.0f + product->bias[j];
    }
  }
}

static long strip_tasks(const lockstep_matmul *product) {
  return divide_up(product->m, strip_rows(product)) * divide_up(product->n, TILE_COLUMNS);
}

/// Packs a panel of the strip's tile of b, which stays in the nearest cache, for all its rows.
static void multiply_strip(const lockstep_matmul *product, long task) {
  _Alignas(64) NUMBER packed_b[PANEL * TILE_COLUMNS];
  const long blocks = divide_up(product->m, strip_rows(product));
  const long row = task % blocks * strip_rows(product);
  const long rows = at_most(product->m - row, strip_rows(product));
  const long j = task / blocks * TILE_COLUMNS;
  const long columns = at_most(product->n - j, TILE_COLUMNS);
  const long width = packed_width(columns);
  if (product->k == 0) store_empty_chains(product, row, rows, j, columns);
  for (long p = 0; p < product->k; p += PANEL) {
    const long inner = at_most(product->k - p, PANEL);
    const bool is_last = p + inner == product->k;
    pack_b_tile(product, inner, columns, width,
                product->b + p * product->b_inner_stride + j * product->b_column_stride, packed_b);
    tile_panel tile = {.inner = inner,
                       .a_row_stride = product->a_row_stride,
                       .a_inner_stride = 1,
                       .b = packed_b,
                       .b_inner_stride = width,
                       .c_row_stride = product->n,
                       .is_first = p == 0,
                       .bias = product->bias != NULL && is_last ? product->bias + j : NULL};
    for (long i = row; i < row + rows;) {
      tile.a = product->a + i * product->a_row_stride + p;
      tile.c = product->c + i * product->n + j;
      i += compute_some_rows(row + rows - i, &tile, columns);
    }
  }
}
