// The sum rule over several axes that are not neighbours in memory: NUM-005, NUM-075.

#pragma STDC FP_CONTRACT OFF

enum { STRIDED_COLUMNS = 8 };

/// y[c] = sum over `rank` axes of the elements from x + c on, for `columns` <= STRIDED_COLUMNS
/// neighbours; one column may have the stride 1 along the last axis.
///
/// A block's elements are brought together first, in their order, so that one loop adds them all.
static void strided_sums(long columns, long rank, const long *lengths, const long *strides,
                         const float *x, float *y) {
  float block[STRIDED_COLUMNS][SUM_BLOCK];
  float slots[STRIDED_COLUMNS][64];
  long index[6] = {0};
  long total = 1;
  for (long a = 0; a < rank; a++) total *= lengths[a];
  const long run = lengths[rank - 1];
  const long step = strides[rank - 1];
  long within = 0;
  long blocks = 0;
  for (long done = 0; done < total; done += SUM_BLOCK, blocks++) {
    const long size = total - done < SUM_BLOCK ? total - done : SUM_BLOCK;
    for (long filled = 0; filled < size;) {
      const long count = run - within < size - filled ? run - within : size - filled;
      const float *const from = x + within * step;
      if (step == 1) {
        __builtin_memcpy(block[0] + filled, from, (unsigned long)count * sizeof *from);
      } else {
        for (long i = 0; i < count; i++) {
          for (long c = 0; c < columns; c++) block[c][filled + i] = from[i * step + c];
        }
      }
      filled += count;
      within += count;
      if (within < run) continue;
      within = 0;
      for (long a = rank - 2; a >= 0; a--) {
        x += strides[a];
        if (++index[a] < lengths[a]) break;
        x -= lengths[a] * strides[a];
        index[a] = 0;
      }
    }
    for (long c = 0; c < columns; c++) {
      fold_f32_take(slots[c], blocks, sum_block(size, block[c], NULL));
    }
  }
  for (long c = 0; c < columns; c++) y[c] = fold_f32_finish(slots[c], blocks);
}
