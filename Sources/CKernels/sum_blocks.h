// The sum rule over contiguous elements: NUM-005, NUM-006, NUM-022, NUM-091.
//
// A lane starts at +0 and so never becomes -0; adding +0 to it changes nothing. That is why a tail
// may be filled up with +0 here and lanes that saw no element need not be folded.

#pragma STDC FP_CONTRACT OFF

enum { SUM_BLOCK = 4096, SUM_LANES = 64 };

/// Folds the lanes of one vector by halves.
INLINE NUMBER fold_lanes(vector lanes) {
#if W == 2
  const vector two = lanes;
#else
  NUMBER __attribute__((ext_vector_type(4))) four;
#if W == 16
  const NUMBER __attribute__((ext_vector_type(8))) eight = lanes.lo + lanes.hi;
  four = eight.lo + eight.hi;
#elif W == 8
  four = lanes.lo + lanes.hi;
#else
  four = lanes;
#endif
  const NUMBER __attribute__((ext_vector_type(2))) two = four.lo + four.hi;
#endif
  return two.x + two.y;
}

/// Folds 64 lanes: vectors by halves, then the last vector's lanes.
INLINE NUMBER fold_vectors(vector *lanes) {
  for (int width = SUM_LANES / W / 2; width >= 1; width /= 2) {
    for (int i = 0; i < width; i++) lanes[i] += lanes[i + width];
  }
  return fold_lanes(lanes[0]);
}

/// What is summed: x, or the rounded product x · y.
INLINE vector term(const NUMBER *x, const NUMBER *y) {
  return y == NULL ? load(x) : load(x) * load(y);
}

INLINE vector partial_term(const NUMBER *x, const NUMBER *y, long count) {
  return y == NULL ? load_first(x, count) : load_first(x, count) * load_first(y, count);
}

/// Sum of the terms of one block, count <= 4096. `y` is NULL or a constant decision of the caller.
INLINE NUMBER sum_block(long count, const NUMBER *x, const NUMBER *y) {
  // Up to one vector's worth, all other lanes are +0 and stay so.
  if (count < W) return fold_lanes(partial_term(x, y, count) + 0.0f);
  vector lanes[SUM_LANES / W];
  for (int v = 0; v < SUM_LANES / W; v++) lanes[v] = (vector)(0.0f);
  long i = 0;
  for (; i + SUM_LANES <= count; i += SUM_LANES) {
    for (int v = 0; v < SUM_LANES / W; v++) {
      lanes[v] += term(x + i + v * W, y == NULL ? NULL : y + i + v * W);
    }
  }
  for (int v = 0; v < SUM_LANES / W; v++) {
    const long left = count - i - v * W;
    const NUMBER *const second = y == NULL ? NULL : y + i + v * W;
    if (left >= W) {
      lanes[v] += term(x + i + v * W, second);
    } else if (left > 0) {
      lanes[v] += partial_term(x + i + v * W, second, left);
    }
  }
  return fold_vectors(lanes);
}

// A fold by adjacent pairs, level by level, as a binary counter: slot s holds the sum of 2^s
// neighbours while bit s of the number of values taken so far is set. What is left at the end
// folds from the right, which is where an odd last value that passed up meets its neighbour.
#define ADJACENT_FOLD(name, type)                                  \
  INLINE void name##_take(type *slots, long taken, type value) {   \
    int s = 0;                                                     \
    for (; taken & 1; taken >>= 1, s++) value = slots[s] + value;  \
    slots[s] = value;                                              \
  }                                                                \
  INLINE type name##_finish(const type *slots, long taken) {       \
    if (taken == 0) return 0;                                      \
    int s = __builtin_ctzl((unsigned long)taken);                  \
    type total = slots[s];                                         \
    for (s++; taken >> s != 0; s++) {                              \
      if (taken >> s & 1) total = slots[s] + total;                \
    }                                                              \
    return total;                                                  \
  }                                                                \
  [[maybe_unused]] static type name(long count, const type *values) { \
    type slots[64];                                                \
    for (long i = 0; i < count; i++) name##_take(slots, i, values[i]); \
    return name##_finish(slots, count);                            \
  }

ADJACENT_FOLD(fold_f32, float)
ADJACENT_FOLD(fold_f64, double)
// Of integers, which wrap; here too the order is the same.
ADJACENT_FOLD(fold_u32, uint32_t)
ADJACENT_FOLD(fold_u64, uint64_t)
#undef ADJACENT_FOLD

/// Sum of the terms x[i], or of the rounded products x[i] · y[i] when `y` is not NULL.
INLINE NUMBER sum_terms(long count, const NUMBER *x, const NUMBER *y) {
  if (count <= SUM_BLOCK) return sum_block(count, x, y);
  NUMBER slots[64];
  long blocks = 0;
  for (long i = 0; i < count; i += SUM_BLOCK, blocks++) {
    const long size = count - i < SUM_BLOCK ? count - i : SUM_BLOCK;
    FOLD_TAKE(slots, blocks, sum_block(size, x + i, y == NULL ? NULL : y + i));
  }
  return FOLD_FINISH(slots, blocks);
}

static void block_sums(long count, const NUMBER *x, NUMBER *partials) {
  for (long i = 0; i < count; i += SUM_BLOCK) {
    partials[i / SUM_BLOCK] = sum_block(count - i < SUM_BLOCK ? count - i : SUM_BLOCK, x + i, NULL);
  }
}

static double fold(long count, const NUMBER *values) { return TYPED(fold)(count, values); }

static void row_sums(long rows, long columns, const NUMBER *x, NUMBER *y) {
  for (long i = 0; i < rows; i++) y[i] = sum_terms(columns, x + i * columns, NULL);
}

/// The sum in binary64 of a block's squares.
INLINE double square_block(long count, const NUMBER *x) {
#if NUMBER_BITS == 64
  return sum_block(count, x, x);
#else
  // A square of a binary32 is exact.
  enum { HALF = W / 2, VECTORS = SUM_LANES / HALF };
  typedef float half_vector __attribute__((ext_vector_type(HALF)));
  typedef half_vector unaligned_half_vector __attribute__((aligned(sizeof(float))));
  typedef double double_vector __attribute__((ext_vector_type(HALF)));
  double_vector lanes[VECTORS];
  for (int v = 0; v < VECTORS; v++) lanes[v] = (double_vector)(0.0);
  long i = 0;
  for (; i + SUM_LANES <= count; i += SUM_LANES) {
    for (int v = 0; v < VECTORS; v++) {
      const half_vector found = *(const unaligned_half_vector *)(x + i + v * HALF);
      const double_vector number = __builtin_convertvector(found, double_vector);
      lanes[v] += number * number;
    }
  }
  double folded[SUM_LANES];
  __builtin_memcpy(folded, lanes, sizeof folded);
  for (long lane = 0; i + lane < count; lane++) {
    folded[lane] += (double)x[i + lane] * (double)x[i + lane];
  }
  for (int width = SUM_LANES / 2; width >= 1; width /= 2) {
    for (int lane = 0; lane < width; lane++) folded[lane] += folded[lane + width];
  }
  return folded[0];
#endif
}

static void square_block_sums(long count, const NUMBER *x, double *partials) {
  for (long i = 0; i < count; i += SUM_BLOCK) {
    const long size = count - i < SUM_BLOCK ? count - i : SUM_BLOCK;
    partials[i / SUM_BLOCK] = square_block(size, x + i);
  }
}
