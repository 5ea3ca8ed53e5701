// The product rule over the positions that are present: NUM-004 as NUM-050 applies it.

#pragma STDC FP_CONTRACT OFF

/// Rows of a product c = a · b in which each row passes over positions of its own.
typedef struct span_product {
  long rows, columns, inner;
  const NUMBER *a;
  long a_row_stride, a_inner_stride;
  /// Packed by `pack_columns`.
  const NUMBER *b;
  NUMBER *c;
  long c_row_stride;
  /// Position p is present for row i when from(i) <= p < to(i) and `mask` does not say 0.
  /// from(i) = from_slope · (first_row + i), to(i) = min(inner, inner_to + to_slope · (first_row + i)).
  long first_row, from_slope, inner_to, to_slope;
  const uint8_t *mask;
} span_product;

INLINE long span_from(const span_product *product, long row) {
  return product->from_slope * (product->first_row + row);
}

INLINE long span_to(const span_product *product, long row) {
  return at_most(product->inner_to + product->to_slope * (product->first_row + row),
                 product->inner);
}

/// Floats of `inner` rows packed by `pack_columns`.
INLINE long packed_columns_size(long inner, long columns) {
  return inner * divide_up(columns, TILE_COLUMNS) * TILE_COLUMNS;
}

/// Copies a matrix into tiles of columns: [tile, inner, width].
INLINE void pack_columns(long inner, long columns, const NUMBER *x, long x_row_stride,
                         NUMBER *packed) {
  for (long j = 0; j < columns; j += TILE_COLUMNS) {
    const long present = at_most(columns - j, TILE_COLUMNS);
    copy_rows(inner, present, packed_width(present), x + j, x_row_stride, packed + j * inner);
  }
}

/// The same of a matrix that is stored transposed, [columns, inner].
INLINE void pack_transposed(long inner, long columns, const NUMBER *x, long x_row_stride,
                            NUMBER *packed) {
  for (long j = 0; j < columns; j += TILE_COLUMNS) {
    const long present = at_most(columns - j, TILE_COLUMNS);
    transpose(inner, present, packed_width(present), x + j * x_row_stride, x_row_stride,
              packed + j * inner);
  }
}

/// c[i, j] for `rows` rows and the first `columns` of the `packed` columns of b, all positions
/// present.
INLINE void multiply_packed(long rows, long columns, long packed, long inner, const NUMBER *a,
                            long a_row_stride, const NUMBER *b, NUMBER *c, long c_row_stride) {
  for (long j = 0; j < columns; j += TILE_COLUMNS) {
    const long tile_columns = at_most(columns - j, TILE_COLUMNS);
    const long width = packed_width(at_most(packed - j, TILE_COLUMNS));
    for (long p = 0; p < inner; p += PANEL) {
      tile_panel tile = {.inner = at_most(inner - p, PANEL),
                         .a_row_stride = a_row_stride,
                         .a_inner_stride = 1,
                         .b = b + j * inner + p * width,
                         .b_inner_stride = width,
                         .c_row_stride = c_row_stride,
                         .is_first = p == 0,
                         .bias = NULL};
      for (long i = 0; i < rows;) {
        tile.a = a + i * a_row_stride + p;
        tile.c = c + i * c_row_stride + j;
        i += compute_some_rows(rows - i, &tile, tile_columns);
      }
    }
  }
}

/// Adds positions first ..< last of one row to its chains; an absent one takes no part.
INLINE void add_row_positions(const int vectors, const uint8_t *mask, const NUMBER *a, long a_step,
                              const NUMBER *b, long width, long first, long last, vector *sums) {
  for (long p = first; p < last; p++) {
    if (mask != NULL && mask[p] == 0) continue;
    const vector factor = (vector)(a[p * a_step]);
    for (int v = 0; v < vectors; v++) {
      sums[v] = fma_vector(factor, load(b + p * width + v * W), sums[v]);
    }
  }
}

/// Adds positions first ..< last, which all rows have in common.
INLINE void add_common_positions(const int rows, const int vectors, const uint8_t *mask,
                                 const NUMBER *a, long a_row_stride, long a_step, const NUMBER *b,
                                 long width, long first, long last, vector (*sums)[2]) {
  vector kept[LOCKSTEP_TILE_ROWS][2];
  for (int r = 0; r < rows; r++) {
    for (int v = 0; v < vectors; v++) kept[r][v] = sums[r][v];
  }
  const NUMBER *left[(LOCKSTEP_TILE_ROWS + 2) / 3];
  for (int r = 0; r < rows; r += 3) left[r / 3] = a + r * a_row_stride + first * a_step;
  b += first * width;
  for (long p = first; p < last; p++, b += width) {
    if (mask == NULL || mask[p] != 0) {
      vector right[2];
      for (int v = 0; v < vectors; v++) right[v] = load(b + v * W);
#pragma clang loop unroll(full)
      for (int r = 0; r < rows; r++) {
        const vector factor = (vector)(left[r / 3][(r % 3) * a_row_stride]);
        for (int v = 0; v < vectors; v++) kept[r][v] = fma_vector(factor, right[v], kept[r][v]);
      }
    }
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r += 3) left[r / 3] += a_step;
  }
  for (int r = 0; r < rows; r++) {
    for (int v = 0; v < vectors; v++) sums[r][v] = kept[r][v];
  }
}

/// One panel of `rows` rows from row `i` on; `started` says which rows have an earlier panel.
INLINE void compute_span(const int rows, const int vectors, const span_product *product, long i,
                         long j, long width, long columns, long panel, bool *started) {
  const uint8_t *const mask = product->mask;
  long first = panel;
  const long last = at_most(product->inner, panel + PANEL);
  while (mask != NULL && first < last && mask[first] == 0) first++;
  long from[LOCKSTEP_TILE_ROWS], to[LOCKSTEP_TILE_ROWS];
  // All rows are active in [common, common_end).
  long common = first, common_end = last;
  for (int r = 0; r < rows; r++) {
    const long row_from = span_from(product, i + r);
    const long row_to = span_to(product, i + r);
    from[r] = row_from > first ? row_from : first;
    to[r] = at_most(row_to, last);
    common = from[r] > common ? from[r] : common;
    common_end = at_most(common_end, to[r]);
  }
  if (common >= common_end) common = common_end = last;

  const long row_stride = product->a_row_stride;
  const long a_step = product->a_inner_stride;
  const NUMBER *const a = product->a + i * row_stride;
  const NUMBER *const b = product->b + j * product->inner;
  vector sums[LOCKSTEP_TILE_ROWS][2];
  for (int r = 0; r < rows; r++) {
    for (int v = 0; v < vectors; v++) sums[r][v] = (vector)(0.0f);
    add_row_positions(vectors, mask, a + r * row_stride, a_step, b, width, from[r],
                      at_most(common, to[r]), sums[r]);
  }
  if (mask == NULL) {
    add_common_positions(rows, vectors, NULL, a, row_stride, a_step, b, width, common, common_end,
                         sums);
  } else {
    add_common_positions(rows, vectors, mask, a, row_stride, a_step, b, width, common, common_end,
                         sums);
  }

  for (int r = 0; r < rows; r++) {
    // A panel without a present position takes no part: adding +0 could lose a −0.
    if (from[r] >= to[r]) continue;
    add_row_positions(vectors, mask, a + r * row_stride, a_step, b, width,
                      from[r] > common_end ? from[r] : common_end, to[r], sums[r]);
    NUMBER *const c = product->c + (i + r) * product->c_row_stride + j;
    for (int v = 0; v < vectors && v * W < columns; v++) {
      if (columns >= (v + 1) * W) {
        store(c + v * W, started[r] ? load(c + v * W) + sums[r][v] : sums[r][v]);
        continue;
      }
      const long left = columns - v * W;
      const vector total = started[r] ? load_first(c + v * W, left) + sums[r][v] : sums[r][v];
      store_first(c + v * W, total, left);
    }
    started[r] = true;
  }
}

#define SPAN(rows)                                                                              \
  static void compute_span_##rows##x1(const span_product *product, long i, long j, long width,  \
                                      long columns, long panel, bool *started) {                \
    compute_span(rows, 1, product, i, j, width, columns, panel, started);                       \
  }                                                                                             \
  static void compute_span_##rows##x2(const span_product *product, long i, long j, long width,  \
                                      long columns, long panel, bool *started) {                \
    compute_span(rows, 2, product, i, j, width, columns, panel, started);                       \
  }

SPAN(1)
SPAN(4)
#if LOCKSTEP_TILE_ROWS == 12
SPAN(12)
#elif LOCKSTEP_TILE_ROWS == 8
SPAN(8)
#elif LOCKSTEP_TILE_ROWS == 6
SPAN(6)
#endif
#undef SPAN

/// c = a · b over present positions; a row without any is +0.
static void multiply_spans(const span_product *product) {
  for (long j = 0; j < product->columns; j += TILE_COLUMNS) {
    const long columns = at_most(product->columns - j, TILE_COLUMNS);
    const long width = packed_width(columns);
    for (long i = 0; i < product->rows;) {
      const long left = product->rows - i;
      const long rows = left >= LOCKSTEP_TILE_ROWS ? LOCKSTEP_TILE_ROWS : left >= 4 ? 4 : 1;
      bool started[LOCKSTEP_TILE_ROWS] = {false};
      for (long panel = 0; panel < product->inner; panel += PANEL) {
#define COMPUTE(size)                                                                           \
  if (width == W) compute_span_##size##x1(product, i, j, width, columns, panel, started);       \
  else compute_span_##size##x2(product, i, j, width, columns, panel, started);
#if LOCKSTEP_TILE_ROWS == 12
        if (rows == 12) { COMPUTE(12) continue; }
#elif LOCKSTEP_TILE_ROWS == 8
        if (rows == 8) { COMPUTE(8) continue; }
#elif LOCKSTEP_TILE_ROWS == 6
        if (rows == 6) { COMPUTE(6) continue; }
#endif
        if (rows == 4) { COMPUTE(4) continue; }
        COMPUTE(1)
#undef COMPUTE
      }
      for (long r = 0; r < rows; r++) {
        if (!started[r]) {
          fill(columns, 0.0f, product->c + (i + r) * product->c_row_stride + j);
        }
      }
      i += rows;
    }
  }
}
