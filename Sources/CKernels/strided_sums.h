// The sum rule over several axes that are not neighbours in memory: NUM-005, NUM-075, NUM-091, NUM-092.

#pragma STDC FP_CONTRACT OFF

enum { STRIDED_COLUMNS = 8 };

/// Places of the elements over several axes, walked run by run of the last one.
typedef struct strided_walk {
  long rank;
  const long *lengths, *strides;
  /// Index along each axis but the last, and how far the last one was walked.
  long index[6], within;
  /// Place of the run's first element.
  long start;
} strided_walk;

/// Leaves `count` elements of a run behind, all that is left of it or less.
INLINE void walk_on(strided_walk *walk, long count) {
  walk->within += count;
  if (walk->within < walk->lengths[walk->rank - 1]) return;
  walk->within = 0;
  for (long a = walk->rank - 2; a >= 0; a--) {
    walk->start += walk->strides[a];
    if (++walk->index[a] < walk->lengths[a]) break;
    walk->start -= walk->lengths[a] * walk->strides[a];
    walk->index[a] = 0;
  }
}

/// A block's elements are brought together first, in their order, so that one loop adds them all.
#define STRIDED_SUMS(name, type, sum, take, finish)                                              \
  static void name(long columns, long rank, const long *lengths, const long *strides,            \
                   const void *from, void *to) {                                                 \
    const type *const x = from;                                                                  \
    type *const y = to;                                                                          \
    type block[STRIDED_COLUMNS][SUM_BLOCK];                                                      \
    type slots[STRIDED_COLUMNS][64];                                                             \
    strided_walk walk = {.rank = rank, .lengths = lengths, .strides = strides};                  \
    long total = 1;                                                                              \
    for (long a = 0; a < rank; a++) total *= lengths[a];                                         \
    const long run = lengths[rank - 1];                                                          \
    const long step = strides[rank - 1];                                                         \
    long blocks = 0;                                                                             \
    for (long done = 0; done < total; done += SUM_BLOCK, blocks++) {                             \
      const long size = total - done < SUM_BLOCK ? total - done : SUM_BLOCK;                     \
      for (long filled = 0; filled < size;) {                                                    \
        const long left = run - walk.within;                                                     \
        const long count = left < size - filled ? left : size - filled;                          \
        const type *const first = x + walk.start + walk.within * step;                           \
        if (step == 1) {                                                                         \
          __builtin_memcpy(block[0] + filled, first, (unsigned long)count * sizeof *first);      \
        } else {                                                                                 \
          for (long i = 0; i < count; i++) {                                                     \
            for (long c = 0; c < columns; c++) block[c][filled + i] = first[i * step + c];       \
          }                                                                                      \
        }                                                                                        \
        filled += count;                                                                         \
        walk_on(&walk, count);                                                                   \
      }                                                                                          \
      for (long c = 0; c < columns; c++) take(slots[c], blocks, sum(size, block[c]));            \
    }                                                                                            \
    for (long c = 0; c < columns; c++) y[c] = finish(slots[c], blocks);                          \
  }

INLINE NUMBER values(long count, const NUMBER *x) { return sum_block(count, x, NULL); }

STRIDED_SUMS(strided_sums, NUMBER, values, FOLD_TAKE, FOLD_FINISH)
