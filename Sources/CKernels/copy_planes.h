// Copies at strides: NUM-087. Bits are moved, whatever they mean.

#pragma STDC FP_CONTRACT OFF

enum {
  // Side of a square of elements: the lines of both of its sides stay in the first-level cache.
  COPY_SQUARE = 32,
  // Rows of a strip that is transposed: as many lines are written at a time.
  COPY_STRIP = 64,
  // From so many bytes on, the C library's copy is worth its call.
  LONG_RUN = 1024,
};

/// y[i, j] = x[i, j] one by one, square by square.
#define COPY_ELEMENTS(type)                                                                      \
  INLINE void copy_elements_##type(long rows, const lockstep_axis *row,                          \
                                   const lockstep_axis *column, const type *x, type *y) {        \
    for (long top = 0; top < rows; top += COPY_SQUARE) {                                         \
      const long bottom = at_most(top + COPY_SQUARE, rows);                                      \
      for (long left = 0; left < column->count; left += COPY_SQUARE) {                           \
        const long right = at_most(left + COPY_SQUARE, column->count);                           \
        for (long i = top; i < bottom; i++) {                                                    \
          const type *const from = x + i * row->x_stride;                                        \
          type *const to = y + i * row->y_stride;                                                \
          for (long j = left; j < right; j++) {                                                  \
            to[j * column->y_stride] = from[j * column->x_stride];                               \
          }                                                                                      \
        }                                                                                        \
      }                                                                                          \
    }                                                                                            \
  }

COPY_ELEMENTS(uint8_t)
COPY_ELEMENTS(uint16_t)
COPY_ELEMENTS(uint32_t)
COPY_ELEMENTS(uint64_t)
#undef COPY_ELEMENTS

/// Rows whose elements lie side by side in x and in y.
INLINE void copy_runs(long rows, const lockstep_axis *row, long columns, long size,
                      const char *x, char *y) {
  const bool is_short = size == sizeof(float) && columns * size < LONG_RUN;
  for (long i = 0; i < rows; i++) {
    const char *const from = x + i * row->x_stride * size;
    char *const to = y + i * row->y_stride * size;
    if (is_short) {
      copy_row(columns, (const float *)from, (float *)to);
    } else {
      __builtin_memcpy(to, from, (unsigned long)(columns * size));
    }
  }
}

/// A plane whose rows lie side by side in x and whose columns do so in y.
INLINE void copy_transposed(long rows, long row_stride, long columns, long column_stride,
                            const float *x, float *y) {
  for (long top = 0; top < rows; top += COPY_STRIP) {
    const long bottom = at_most(top + COPY_STRIP, rows);
    for (long j = 0; j < columns; j += W) {
      const long width = at_most(columns - j, W);
      for (long i = top; i < bottom; i += W) {
        const long height = at_most(bottom - i, W);
        const float *const from = x + i + j * column_stride;
        float *const to = y + i * row_stride + j;
        if (width == W) {
          transpose_block(height, W, from, column_stride, to, row_stride);
          continue;
        }
        float block[W * W];
        transpose_block(height, width, from, column_stride, block, W);
        for (long q = 0; q < height; q++) {
          store_first(to + q * row_stride, load(block + q * W), width);
        }
      }
    }
  }
}

INLINE void copy_plane(const lockstep_copy *copy, long rows, const char *x, char *y) {
  const lockstep_axis *const row = &copy->rows;
  const lockstep_axis *const column = &copy->columns;
  if (column->x_stride == 1 && column->y_stride == 1) {
    copy_runs(rows, row, column->count, copy->element_size, x, y);
    return;
  }
  switch (copy->element_size) {
    case 1: copy_elements_uint8_t(rows, row, column, (const uint8_t *)x, (uint8_t *)y); break;
    case 2: copy_elements_uint16_t(rows, row, column, (const uint16_t *)x, (uint16_t *)y); break;
    case 8: copy_elements_uint64_t(rows, row, column, (const uint64_t *)x, (uint64_t *)y); break;
    default:
      if (row->x_stride == 1 && column->y_stride == 1) {
        copy_transposed(rows, row->y_stride, column->count, column->x_stride, (const float *)x,
                        (float *)y);
      } else {
        copy_elements_uint32_t(rows, row, column, (const uint32_t *)x, (uint32_t *)y);
      }
  }
}

static void copy_planes(const lockstep_copy *copy, long first, long last, long first_row,
                        long last_row) {
  for (long plane = first; plane < last; plane++) {
    long from = first_row * copy->rows.x_stride;
    long to = first_row * copy->rows.y_stride;
    long rest = plane;
    for (int axis = 3; axis >= 0; axis--) {
      const lockstep_axis *const outer = &copy->outer[axis];
      from += rest % outer->count * outer->x_stride;
      to += rest % outer->count * outer->y_stride;
      rest /= outer->count;
    }
    copy_plane(copy, last_row - first_row, (const char *)copy->x + from * copy->element_size,
               (char *)copy->y + to * copy->element_size);
  }
}
