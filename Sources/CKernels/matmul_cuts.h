// How the product rule for whole matrices is cut into tasks and tiles. No choice made here can
// reach a result: each element of c is one chain of its own, whatever tile it is in.

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
  // A strip is one tile wide and so many rows high that their panel fits into half of a second
  // cache, or fewer.
  MOST_STRIP_ROWS = 512,
  LEAST_STRIP_ROWS = 128,
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

/// Whether a task should work on a copy of its rows of a: when they are read often enough, and are
/// columns in memory or so many to a tile that rows far apart would evict each other.
INLINE bool packs_a(const lockstep_matmul *product) {
  if (product->a_inner_stride != 1) return product->n >= 4 * TILE_COLUMNS;
  const bool evicting = LOCKSTEP_TILE_ROWS > 8 && product->a_row_stride > PANEL;
  return evicting && product->n > 4 * TILE_COLUMNS;
}

/// Whether tasks are strips, which pack their own tile of b: where a is rows in memory, few enough
/// that little is packed more than once. What was packed is then read from the nearest cache, and
/// nobody waits for the whole of b.
INLINE bool has_strips(const lockstep_matmul *product) {
  return !has_vector(product) && product->a_inner_stride == 1 && product->m <= MOST_STRIP_ROWS &&
         first_packed_tile(product) == 0;
}

/// Rows of a strip: all, unless there would be hardly any tasks to share.
INLINE long strip_rows(const lockstep_matmul *product) {
  const long strips = divide_up(product->n, TILE_COLUMNS);
  long rows = MOST_STRIP_ROWS;
  while (rows > LEAST_STRIP_ROWS && divide_up(product->m, rows) * strips < ENOUGH_TASKS) rows /= 2;
  return rows;
}
