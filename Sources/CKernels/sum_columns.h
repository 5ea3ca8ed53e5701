// The sum rule down the columns of a matrix: NUM-005 with the lanes of a column in 64 rows.

#pragma STDC FP_CONTRACT OFF

/// What is summed for each row of a strip.
enum column_terms {
  /// The values x of four vectors of columns, or of one.
  COLUMN_VALUES,
  /// The rounded squares of x - mean.
  COLUMN_SQUARES,
  /// dy and dy * x_hat, x_hat = (x - mean) * inverse: two vectors of columns, or one, of either.
  COLUMN_GRADIENTS,
};

/// A strip of columns of a matrix; `stride` is the length of a row.
///
/// `readable` counts the elements from `x` to the end of the matrix: a strip at the right edge
/// reads into the next row, whose sums are not used, but never beyond the matrix.
typedef struct column_strip {
  long stride, readable;
  /// The rows, or NULL for those from the first one on.
  const long *positions;
  const NUMBER *x;
  /// As x; COLUMN_GRADIENTS only.
  const NUMBER *dy;
  /// One for each column, not for COLUMN_VALUES.
  vector mean[4], inverse[4];
} column_strip;

INLINE vector strip_vector(const column_strip *strip, const NUMBER *matrix, long row, int v) {
  const long line = strip->positions == NULL ? row : strip->positions[row];
  const long place = line * strip->stride + v * W;
  const long left = strip->readable - place;
  return left >= W ? load(matrix + place) : load_first(matrix + place, left > 0 ? left : 0);
}

/// The terms of a row: `vectors` of them.
INLINE void strip_terms(const enum column_terms kind, const int vectors,
                        const column_strip *strip, long row, vector *terms) {
  const int columns = kind == COLUMN_GRADIENTS ? vectors / 2 : vectors;
  for (int v = 0; v < columns; v++) {
    const vector x = strip_vector(strip, strip->x, row, v);
    if (kind == COLUMN_VALUES) {
      terms[v] = x;
      continue;
    }
    const vector d = x - strip->mean[v];
    if (kind == COLUMN_SQUARES) {
      terms[v] = d * d;
    } else {
      const vector dy = strip_vector(strip, strip->dy, row, v);
      terms[v] = dy;
      terms[columns + v] = dy * (d * strip->inverse[v]);
    }
  }
}

/// Sums the terms of `rows` <= 4096 rows of a strip.
INLINE void sum_column_block(const enum column_terms kind, const int vectors, long rows,
                             const column_strip *strip, vector *sums) {
  vector lanes[SUM_LANES][4];
  const long used = rows < SUM_LANES ? rows : SUM_LANES;
  for (long r = 0; r < rows; r++) {
    vector *lane = lanes[r % SUM_LANES];
    vector terms[4];
    strip_terms(kind, vectors, strip, r, terms);
    for (int v = 0; v < vectors; v++) {
      lane[v] = (r < SUM_LANES ? (vector)(0.0f) : lane[v]) + terms[v];
    }
  }
  // A lane that saw no row is +0, and adding +0 to a lane that started at +0 changes nothing.
  for (int width = SUM_LANES / 2; width >= 1; width /= 2) {
    for (long lane = 0; lane < width && lane + width < used; lane++) {
      for (int v = 0; v < vectors; v++) lanes[lane][v] += lanes[lane + width][v];
    }
  }
  for (int v = 0; v < vectors; v++) sums[v] = used == 0 ? (vector)(0.0f) : lanes[0][v];
}

/// The same for plain values of a matrix.
INLINE void sum_value_block(const int vectors, long rows, long stride, long readable,
                            const long *positions, const NUMBER *x, vector *sums) {
  const column_strip strip = {
      .stride = stride, .readable = readable, .positions = positions, .x = x};
  sum_column_block(COLUMN_VALUES, vectors, rows, &strip, sums);
}

/// Sums a strip of any height: its blocks fold by adjacent pairs, as in `fold_f32`.
INLINE void sum_column_strip(const int vectors, long rows, long stride, long readable,
                             const long *positions, const NUMBER *x, vector *sums) {
  vector slots[64][4];
  long blocks = 0;
  sum_value_block(vectors, rows < SUM_BLOCK ? rows : SUM_BLOCK, stride, readable, positions, x,
                  sums);
  if (rows <= SUM_BLOCK) return;
  for (;;) {
    int s = 0;
    for (long taken = blocks; taken & 1; taken >>= 1, s++) {
      for (int v = 0; v < vectors; v++) sums[v] = slots[s][v] + sums[v];
    }
    for (int v = 0; v < vectors; v++) slots[s][v] = sums[v];
    blocks++;
    const long done = blocks * SUM_BLOCK;
    if (done >= rows) break;
    const long left = rows - done < SUM_BLOCK ? rows - done : SUM_BLOCK;
    if (positions == NULL) {
      sum_value_block(vectors, left, stride, readable - done * stride, NULL, x + done * stride,
                      sums);
    } else {
      sum_value_block(vectors, left, stride, readable, positions + done, x, sums);
    }
  }
  int s = __builtin_ctzl((unsigned long)blocks);
  for (int v = 0; v < vectors; v++) sums[v] = slots[s][v];
  for (s++; blocks >> s != 0; s++) {
    if (!(blocks >> s & 1)) continue;
    for (int v = 0; v < vectors; v++) sums[v] = slots[s][v] + sums[v];
  }
}

/// y[j] = sum of column j over rows of x, which has `elements` elements, for first <= j < last.
INLINE void sum_columns_of(long rows, long columns, long first, long last, long elements,
                           const long *positions, const NUMBER *x, NUMBER *y) {
  long j = first;
  for (; j + 4 * W <= last; j += 4 * W) {
    vector sums[4];
    sum_column_strip(4, rows, columns, elements - j, positions, x + j, sums);
    for (int v = 0; v < 4; v++) store(y + j + v * W, sums[v]);
  }
  for (; j < last; j += W) {
    vector sum;
    sum_column_strip(1, rows, columns, elements - j, positions, x + j, &sum);
    store_first(y + j, sum, last - j < W ? last - j : W);
  }
}

static void column_sums(long rows, long columns, long first, long last, const NUMBER *x,
                        NUMBER *y) {
  sum_columns_of(rows, columns, first, last, rows * columns, NULL, x, y);
}
