// What LSTM and GRU have in common: products of a few rows with packed weights, and rows of gates.

#pragma STDC FP_CONTRACT OFF

enum {
  // Sequences that take their steps together.
  RECURRENT_ROWS = LOCKSTEP_RECURRENT_ROWS,
};

/// Columns of a packed matrix, rounded up to whole tiles.
INLINE long whole_tiles(long columns) { return divide_up(columns, TILE_COLUMNS) * TILE_COLUMNS; }

/// Elements of one number for each hidden element of a block of sequences, in whole vectors.
INLINE long recurrent_block(long hidden) { return divide_up(RECURRENT_ROWS * hidden, 16) * 16; }

static long recurrent_packed_size(long gates, long hidden) {
  const long forward = (hidden + 1) * whole_tiles(gates * hidden);
  const long backward = gates * hidden * whole_tiles(hidden);
  return forward > backward ? forward : backward;
}

static long recurrent_scratch(long gates, long hidden) {
  return RECURRENT_ROWS * (whole_tiles(gates * hidden) + 2 * whole_tiles(hidden)) +
         8 * recurrent_block(hidden) + divide_up(hidden, 16) * 16;
}

/// Packs the transposed weights [hidden, gates · hidden], and behind them the bias.
static void recurrent_pack(long gates, long hidden, const NUMBER *weight, const NUMBER *bias,
                           NUMBER *packed) {
  const long columns = gates * hidden;
  pack_transposed(hidden, columns, weight, hidden, packed);
  NUMBER *const row = packed + hidden * whole_tiles(columns);
  fill(whole_tiles(columns), 0.0f, row);
  if (bias != NULL) __builtin_memcpy(row, bias, (unsigned long)columns * sizeof(NUMBER));
}

/// Packs the weights [gates · hidden, hidden] as they are.
static void recurrent_pack_gradient(long gates, long hidden, const NUMBER *weight, NUMBER *packed) {
  pack_columns(gates * hidden, hidden, weight, hidden, packed);
}

/// c = a · b (+ bias) for few rows; rows of c are whole tiles, of which the last columns are zeros.
INLINE void multiply_rows(long rows, long columns, long inner, const NUMBER *a, long a_row_stride,
                          const NUMBER *b, const NUMBER *bias, NUMBER *c) {
  const long c_row_stride = whole_tiles(columns);
  for (long j = 0; j < columns; j += TILE_COLUMNS) {
    const long width = packed_width(at_most(columns - j, TILE_COLUMNS));
    for (long p = 0; p < inner; p += PANEL) {
      const long terms = at_most(inner - p, PANEL);
      tile_panel tile = {.inner = terms,
                         .a_row_stride = a_row_stride,
                         .a_inner_stride = 1,
                         .b = b + j * inner + p * width,
                         .b_inner_stride = width,
                         .c_row_stride = c_row_stride,
                         .is_first = p == 0,
                         .bias = bias != NULL && p + terms == inner ? bias + j : NULL};
      for (long i = 0; i < rows;) {
        tile.a = a + i * a_row_stride + p;
        tile.c = c + i * c_row_stride + j;
        // Tiles of 4 and 4 rows keep more chains busy than those of 6 and 2.
        const long left = rows - i;
        i += compute_some_rows(left == 8 && LOCKSTEP_TILE_ROWS == 6 ? 4 : left, &tile, width);
      }
    }
  }
}

// A row of n elements as vectors: n >= W elements end with a vector that overlaps the one before,
// so what is read must not be what is written; fewer are the first lanes of one vector.

INLINE long vector_place(long j, long n) { return n >= W && j + W > n ? n - W : j; }

INLINE vector load_lanes(const NUMBER *x, long lanes) {
  return lanes == W ? load(x) : load_first(x, lanes);
}

INLINE void store_lanes(NUMBER *y, vector value, long lanes) {
  if (lanes == W) store(y, value);
  else store_first(y, value, lanes);
}

INLINE void copy_lanes(long n, const NUMBER *x, NUMBER *y) {
  const long lanes = at_most(n, W);
  for (long v = 0; v < n; v += W) {
    const long j = vector_place(v, n);
    store_lanes(y + j, load_lanes(x + j, lanes), lanes);
  }
}

INLINE void add_lanes(long n, const NUMBER *a, const NUMBER *b, NUMBER *y) {
  const long lanes = at_most(n, W);
  for (long v = 0; v < n; v += W) {
    const long j = vector_place(v, n);
    store_lanes(y + j, load_lanes(a + j, lanes) + load_lanes(b + j, lanes), lanes);
  }
}

INLINE vector sigmoid_slope(vector y) { return y * ((vector)(1.0f) - y); }

INLINE vector tanh_slope(vector y) { return fma_vector(-y, y, (vector)(1.0f)); }

/// Row `row` of an array [batch, steps, width] at the step that is taken as number `s`.
INLINE long step_row(const lockstep_recurrent *pass, long row, long s) {
  return row * pass->steps + (pass->reversed ? pass->steps - 1 - s : s);
}

/// A state [batch, hidden] of some sequences, +0 where it is not given, into rows of `stride`.
INLINE void load_states(long rows, long hidden, const NUMBER *states, long first, NUMBER *y,
                        long stride) {
  for (long i = 0; i < rows; i++) {
    if (states == NULL) fill(hidden, 0.0f, y + i * stride);
    else copy_lanes(hidden, states + (first + i) * hidden, y + i * stride);
  }
}

INLINE void store_states(long rows, long hidden, const NUMBER *x, long stride, long first,
                         NUMBER *states) {
  for (long i = 0; i < rows; i++) {
    copy_lanes(hidden, x + i * stride, states + (first + i) * hidden);
  }
}

/// The row of an array [batch, steps, hidden] before the step that is taken as number `s`; else
/// that of the initial state, or zeros.
INLINE const NUMBER *row_before(const lockstep_recurrent *pass, const NUMBER *rows,
                               const NUMBER *start, const NUMBER *zeros, long row, long s) {
  if (s > 0) return rows + step_row(pass, row, s - 1) * pass->hidden;
  return start == NULL ? zeros : start + row * pass->hidden;
}
