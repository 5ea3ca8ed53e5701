// The product rule for whole matrices, task by task.

#pragma STDC FP_CONTRACT OFF

static long matmul_scratch(const lockstep_matmul *product) {
  if (has_vector(product) || has_strips(product)) return 0;
  const long tiles = divide_up(product->n, TILE_COLUMNS) - first_packed_tile(product);
  return tiles * TILE_COLUMNS * product->k;
}

static long matmul_packing_tasks(const lockstep_matmul *product) {
  if (has_vector(product) || has_strips(product)) return 0;
  const long tiles = divide_up(product->n, TILE_COLUMNS) - first_packed_tile(product);
  return tiles * divide_up(product->k, PANEL);
}

static void matmul_pack(const lockstep_matmul *product, long task, NUMBER *scratch) {
  const long panels = divide_up(product->k, PANEL);
  const long packed_tile = task / panels;
  const long p = task % panels * PANEL;
  const long j = (first_packed_tile(product) + packed_tile) * TILE_COLUMNS;
  const long columns = at_most(product->n - j, TILE_COLUMNS);
  const long width = packed_width(columns);
  pack_b_tile(product, at_most(product->k - p, PANEL), columns, width,
              product->b + p * product->b_inner_stride + j * product->b_column_stride,
              scratch + packed_tile * TILE_COLUMNS * product->k + p * width);
}

static long matmul_tile_tasks(const lockstep_matmul *product) {
  if (has_vector(product)) return divide_up(product->m * product->n, VECTOR_COLUMNS);
  if (has_strips(product)) return strip_tasks(product);
  return divide_up(product->m, task_rows(product)) * divide_up(product->n, task_columns(product));
}

/// Copies a panel of a task's rows of a, row by row.
INLINE void pack_a_rows(const lockstep_matmul *product, const NUMBER *a, long rows, long inner,
                        NUMBER *packed) {
  for (long i = 0; i < rows; i++) {
    __builtin_memcpy(packed + i * A_ROW, a + i * product->a_row_stride,
                     (unsigned long)inner * sizeof(NUMBER));
  }
}

/// Copies a panel of a task's rows of a transposed a, tile by tile: [inner, rows of a tile], so that
/// what a tile reads lies side by side. Rows of the source are far apart: they are fetched ahead.
INLINE void pack_a_tiles(const lockstep_matmul *product, const NUMBER *a, const long rows,
                         long inner, NUMBER *packed) {
  enum { ROWS = LOCKSTEP_TILE_ROWS };
  const long stride = product->a_inner_stride;
  for (long q = 0; q < inner; q++, a += stride, packed += ROWS) {
    for (long i = 0; i < rows; i += 16) __builtin_prefetch(a + 16 * stride + i);
    long i = 0;
    for (; i + ROWS <= rows; i += ROWS) {
      __builtin_memcpy(packed + i * inner, a + i, sizeof(NUMBER[ROWS]));
    }
    for (long r = i; r < rows; r++) packed[i * inner + r - i] = a[r];
  }
}

static void matmul_tile(const lockstep_matmul *product, long task, const NUMBER *scratch) {
  if (has_vector(product)) {
    const vector_product line = as_vector_product(product);
    const long first = task * VECTOR_COLUMNS;
    multiply_vector(&line, first, at_most(first + VECTOR_COLUMNS, line.columns));
    return;
  }
  if (has_strips(product)) {
    multiply_strip(product, task);
    return;
  }
  _Alignas(64) NUMBER packed_a[MOST_TASK_ROWS * A_ROW];
  const long height = task_rows(product);
  const long width = task_columns(product);
  const long column_blocks = divide_up(product->n, width);
  const long row = task / column_blocks * height;
  const long rows = at_most(product->m - row, height);
  const long column = task % column_blocks * width;
  const long columns = at_most(product->n - column, width);
  if (product->k == 0) {
    store_empty_chains(product, row, rows, column, columns);
    return;
  }
  const long packed_from = first_packed_tile(product) * TILE_COLUMNS;
  for (long p = 0; p < product->k; p += PANEL) {
    const long inner = at_most(product->k - p, PANEL);
    const NUMBER *a = product->a + row * product->a_row_stride + p * product->a_inner_stride;
    tile_panel tile = {.inner = inner,
                       .a_row_stride = product->a_row_stride,
                       .a_inner_stride = product->a_inner_stride,
                       .c_row_stride = product->n,
                       .is_first = p == 0};
    const bool packs_tiles = packs_a(product) && product->a_inner_stride != 1;
    if (packs_tiles) {
      // A number that is known makes the loop over a row's tiles a few copies.
      if (rows == MOST_TASK_ROWS) pack_a_tiles(product, a, MOST_TASK_ROWS, inner, packed_a);
      else pack_a_tiles(product, a, rows, inner, packed_a);
      tile.a_row_stride = 1;
      tile.a_inner_stride = LOCKSTEP_TILE_ROWS;
      a = packed_a;
    } else if (packs_a(product)) {
      pack_a_rows(product, a, rows, inner, packed_a);
      tile.a_row_stride = A_ROW;
      a = packed_a;
    }
    for (long j = column; j < column + columns; j += TILE_COLUMNS) {
      const long tile_columns = at_most(product->n - j, TILE_COLUMNS);
      if (j >= packed_from) {
        tile.b_inner_stride = packed_width(tile_columns);
        tile.b = scratch + (j - packed_from) * product->k + p * tile.b_inner_stride;
      } else {
        tile.b_inner_stride = product->b_inner_stride;
        tile.b = product->b + p * product->b_inner_stride + j;
      }
      tile.bias = product->bias != NULL && p + inner == product->k ? product->bias + j : NULL;
      for (long i = 0; i < rows;) {
        const long in_tile = packs_tiles ? i % LOCKSTEP_TILE_ROWS : i;
        tile.a = a + in_tile * tile.a_row_stride + (i - in_tile) * inner;
        tile.c = product->c + (row + i) * product->n + j;
        i += compute_some_rows(rows - i, &tile, tile_columns);
      }
    }
  }
}
