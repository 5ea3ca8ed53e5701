// The sum rule down the columns of a matrix: NUM-005 with the lanes of a column in 64 rows.

#pragma STDC FP_CONTRACT OFF

/// Sums `rows` <= 4096 rows of a strip of `vectors` · W columns; `stride` is the length of a row.
/// The rows are those at `positions`, or from the first one where that is NULL.
///
/// `readable` counts the elements from `x` to the end of the matrix: a strip at the right edge
/// reads into the next row, whose sums are not used, but never beyond the matrix.
INLINE void sum_column_block(const int vectors, long rows, long stride, long readable,
                             const long *positions, const float *x, vector *sums) {
  vector lanes[SUM_LANES][4];
  const long used = rows < SUM_LANES ? rows : SUM_LANES;
  for (long r = 0; r < rows; r++) {
    vector *lane = lanes[r % SUM_LANES];
    const long start = (positions == NULL ? r : positions[r]) * stride;
    const long left = readable - start;
    for (int v = 0; v < vectors; v++) {
      const vector value = left >= (v + 1) * W
                               ? load(x + start + v * W)
                               : load_first(x + start + v * W, left > v * W ? left - v * W : 0);
      lane[v] = (r < SUM_LANES ? (vector)(0.0f) : lane[v]) + value;
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

/// Sums a strip of any height: its blocks fold by adjacent pairs, as in `fold_f32`.
INLINE void sum_column_strip(const int vectors, long rows, long stride, long readable,
                             const long *positions, const float *x, vector *sums) {
  vector slots[64][4];
  long blocks = 0;
  sum_column_block(vectors, rows < SUM_BLOCK ? rows : SUM_BLOCK, stride, readable, positions, x,
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
      sum_column_block(vectors, left, stride, readable - done * stride, NULL, x + done * stride,
                       sums);
    } else {
      sum_column_block(vectors, left, stride, readable, positions + done, x, sums);
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
                           const long *positions, const float *x, float *y) {
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

static void column_sums(long rows, long columns, long first, long last, const float *x, float *y) {
  sum_columns_of(rows, columns, first, last, rows * columns, NULL, x, y);
}
