// Rows that are named by indices: NUM-085, NUM-086.

#pragma STDC FP_CONTRACT OFF

INLINE void copy_row(long columns, const float *x, float *y) {
  long j = 0;
  for (; j + W <= columns; j += W) store(y + j, load(x + j));
  if (j < columns) store_first(y + j, load_first(x + j, columns - j), columns - j);
}

static void gather(long count, long rows, long columns, long size, const void *missing,
                   const void *table, const int32_t *indices, void *y) {
  const long bytes = columns * size;
  for (long p = 0; p < count; p++) {
    const long row = indices[p];
    char *const to = (char *)y + p * bytes;
    if (row < 0 || row >= rows) {
      for (long j = 0; j < columns; j++) __builtin_memcpy(to + j * size, missing, (size_t)size);
    } else if (size == sizeof(float)) {
      copy_row(columns, (const float *)table + row * columns, (float *)to);
    } else {
      __builtin_memcpy(to, (const char *)table + row * bytes, (size_t)bytes);
    }
  }
}

/// Sorts positions by index, and those of one index ascending.
static void sort_positions(long count, long rows, const int32_t *indices, long *ends,
                           long *positions) {
  for (long row = 0; row < rows; row++) ends[row] = 0;
  for (long p = 0; p < count; p++) {
    if (indices[p] >= 0 && indices[p] < rows) ends[indices[p]]++;
  }
  long next = 0;
  for (long row = 0; row < rows; row++) {
    const long found = ends[row];
    ends[row] = next;
    next += found;
  }
  // What was the start of a row's run becomes its end.
  for (long p = 0; p < count; p++) {
    if (indices[p] >= 0 && indices[p] < rows) positions[ends[indices[p]]++] = p;
  }
}
