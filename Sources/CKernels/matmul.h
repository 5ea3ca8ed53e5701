// The product rule for whole matrices: how they are cut into tasks and tiles. No choice made here
// can reach a result: each element of c is one chain of its own, whatever tile it is in.

#pragma STDC FP_CONTRACT OFF

enum {
  // Up to so many rows, b is read too seldom to be worth a copy of its whole tiles; up to so many more
  // where so few elements of b stay in the first-level cache.
  UNPACKED_ROWS = 16,
  UNPACKED_ROWS_OF_SMALL = 96,
  SMALL_PANEL = 4096,
  // A task's part of c: four tiles high where a vector is widest, or two, and as wide as `task_columns`
  // says.
  MOST_TASK_ROWS = 48,
  LEAST_TASK_ROWS = 24,
  MOST_TASK_COLUMNS = 512,
  LEAST_TASK_COLUMNS = 128,
  // Tasks that are enough to keep some threads equally busy.
  ENOUGH_TASKS = 16,
  // Row of a packed block of a: a panel and a cache line, so that rows lie in different cache sets.
  A_ROW = PANEL + 16,
};

INLINE long at_most(long value, long limit) { return value < limit ? value : limit; }
INLINE long divide_up(long value, long divisor) { return (value + divisor - 1) / divisor; }

/// Whether one side is a vector: every element of the other is then needed once.
INLINE bool has_vector(const lockstep_matmul *product) {
  return product->m == 1 || product->n == 1;
}

/// The product of a vector and a matrix that a product with m = 1 or n = 1 is.
INLINE vector_product as_vector_product(const lockstep_matmul *product) {
  const bool is_row = product->m == 1;
  return (vector_product){
      .inner = product->k,
      .columns = is_row ? product->n : product->m,
      .v = is_row ? product->a : product->b,
      .matrix = is_row ? product->b : product->a,
      .inner_stride = is_row ? product->b_inner_stride : product->a_inner_stride,
      .column_stride = is_row ? product->b_column_stride : product->a_row_stride,
      .bias = product->bias,
      .bias_stride = is_row ? 1 : 0,
      .y = product->c};
}

/// Tiles of b from this one on are packed.
INLINE long first_packed_tile(const lockstep_matmul *product) {
  const bool is_small = at_most(product->k, PANEL) * product->n <= SMALL_PANEL;
  const long unpacked_rows = is_small ? UNPACKED_ROWS_OF_SMALL : UNPACKED_ROWS;
  const bool packs_all = product->b_column_stride != 1 || product->m > unpacked_rows;
  return packs_all ? 0 : product->n / TILE_COLUMNS;
}

/// Width of a packed tile: one vector where that is enough.
INLINE long packed_width(long columns) { return columns <= W ? W : TILE_COLUMNS; }

static long matmul_scratch(const lockstep_matmul *product) {
  if (has_vector(product)) return 0;
  const long tiles = divide_up(product->n, TILE_COLUMNS) - first_packed_tile(product);
  return tiles * TILE_COLUMNS * product->k;
}

static long matmul_packing_tasks(const lockstep_matmul *product) {
  if (has_vector(product)) return 0;
  const long tiles = divide_up(product->n, TILE_COLUMNS) - first_packed_tile(product);
  return tiles * divide_up(product->k, PANEL);
}

static void matmul_pack(const lockstep_matmul *product, long task, float *scratch) {
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

/// Rows of a task: fewer where there would be hardly any tasks to share.
INLINE long task_rows(const lockstep_matmul *product) {
  const long tasks = divide_up(product->m, MOST_TASK_ROWS) * divide_up(product->n, LEAST_TASK_COLUMNS);
  return tasks < ENOUGH_TASKS ? LEAST_TASK_ROWS : MOST_TASK_ROWS;
}

/// Columns of a task: many, because each task copies its rows of a, but not so many that there are
/// hardly any tasks to share.
INLINE long task_columns(const lockstep_matmul *product) {
  const long row_blocks = divide_up(product->m, task_rows(product));
  long columns = MOST_TASK_COLUMNS;
  while (columns > LEAST_TASK_COLUMNS &&
         row_blocks * divide_up(product->n, columns) < ENOUGH_TASKS) {
    columns /= 2;
  }
  return columns;
}

static long matmul_tile_tasks(const lockstep_matmul *product) {
  if (has_vector(product)) return divide_up(product->m * product->n, VECTOR_COLUMNS);
  return divide_up(product->m, task_rows(product)) * divide_up(product->n, task_columns(product));
}

/// c = +0 (+ bias): what the rule gives for k = 0.
INLINE void store_empty_chains(const lockstep_matmul *product, long row, long rows, long column,
                               long columns) {
  for (long i = row; i < row + rows; i++) {
    for (long j = column; j < column + columns; j++) {
      product->c[i * product->n + j] = product->bias == NULL ? 0.0f : 0.0f + product->bias[j];
    }
  }
}

/// Copies a panel of a task's rows of a, row by row.
INLINE void pack_a_rows(const lockstep_matmul *product, const float *a, long rows, long inner,
                        float *packed) {
  for (long i = 0; i < rows; i++) {
    __builtin_memcpy(packed + i * A_ROW, a + i * product->a_row_stride,
                     (unsigned long)inner * sizeof(float));
  }
}

/// Copies a panel of a task's rows of a transposed a, tile by tile: [inner, rows of a tile], so that
/// what a tile reads lies side by side. Rows of the source are far apart: they are fetched ahead.
INLINE void pack_a_tiles(const lockstep_matmul *product, const float *a, long rows, long inner,
                         float *packed) {
  const long stride = product->a_inner_stride;
  for (long q = 0; q < inner; q++) {
    const float *const from = a + q * stride;
    for (long i = 0; i < rows; i += 16) __builtin_prefetch(from + 16 * stride + i);
    for (long i = 0; i < rows; i += LOCKSTEP_TILE_ROWS) {
      float *const to = packed + i * inner + q * LOCKSTEP_TILE_ROWS;
      if (i + LOCKSTEP_TILE_ROWS <= rows) {
        __builtin_memcpy(to, from + i, sizeof(float[LOCKSTEP_TILE_ROWS]));
      } else {
        for (long r = i; r < rows; r++) to[r - i] = from[r];
      }
    }
  }
}

/// Whether a task should work on a copy of its rows of a: when they are read often enough, and are
/// columns in memory or so many to a tile that rows far apart would evict each other.
INLINE bool packs_a(const lockstep_matmul *product) {
  const bool evicting = LOCKSTEP_TILE_ROWS > 8 && product->a_row_stride > PANEL;
  return product->n > 4 * TILE_COLUMNS && (product->a_inner_stride != 1 || evicting);
}

static void matmul_tile(const lockstep_matmul *product, long task, const float *scratch) {
  if (has_vector(product)) {
    const vector_product line = as_vector_product(product);
    const long first = task * VECTOR_COLUMNS;
    multiply_vector(&line, first, at_most(first + VECTOR_COLUMNS, line.columns));
    return;
  }
  _Alignas(64) float packed_a[MOST_TASK_ROWS * A_ROW];
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
    const float *a = product->a + row * product->a_row_stride + p * product->a_inner_stride;
    tile_panel tile = {.inner = inner,
                       .a_row_stride = product->a_row_stride,
                       .a_inner_stride = product->a_inner_stride,
                       .c_row_stride = product->n,
                       .is_first = p == 0};
    const bool packs_tiles = packs_a(product) && product->a_inner_stride != 1;
    if (packs_tiles) {
      pack_a_tiles(product, a, rows, inner, packed_a);
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
