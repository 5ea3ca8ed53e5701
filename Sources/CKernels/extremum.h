// Largest and smallest elements, and their places: NUM-010, NUM-077.

#pragma STDC FP_CONTRACT OFF

/// The smaller or the larger of two numbers. The two readings of a comparison differ for zeros only,
/// whose sign bits `and` and `or` combine. Where one is NaN, the result means nothing.
INLINE vector extreme_vector(const bool least, vector a, vector b) {
  const vector p = least ? (a < b ? a : b) : (a > b ? a : b);
  const vector q = least ? (b < a ? b : a) : (b > a ? b : a);
  return least ? (vector)((vector_mask)p | (vector_mask)q)
               : (vector)((vector_mask)p & (vector_mask)q);
}

INLINE NUMBER extreme_of(const bool least, NUMBER a, NUMBER b) {
  return least ? TYPED(minimum_of)(a, b) : TYPED(maximum_of)(a, b);
}

/// What no element leaves: the extremum of nothing.
INLINE NUMBER extreme_of_none(const bool least) {
  return least ? __builtin_inff() : -__builtin_inff();
}

/// Extremum of the lanes: as integers that are ordered as the numbers are, −0 below +0.
INLINE NUMBER extreme_lane(const bool least, vector x) {
  const vector_mask bits = (vector_mask)x;
  const SIGNED magnitude = (SIGNED)((UNSIGNED)-1 >> 1);
  const vector_mask keys = bits ^ ((bits >> (NUMBER_BITS - 1)) & magnitude);
  const SIGNED key = least ? __builtin_reduce_min(keys) : __builtin_reduce_max(keys);
  return TYPED(of_words)((UNSIGNED)(key ^ ((key >> (NUMBER_BITS - 1)) & magnitude)));
}

/// Extremum of a row, NaN if it has one.
INLINE NUMBER row_extremum(const bool least, long count, const NUMBER *x) {
  NUMBER extreme = extreme_of_none(least);
  if (count < W) {
    for (long j = 0; j < count; j++) extreme = extreme_of(least, extreme, x[j]);
    return extreme;
  }
  vector best = (vector)(extreme);
  vector_mask unordered = (vector_mask)(0);
  long j = 0;
  if (count >= 4 * W) {
    vector part[4] = {best, best, best, best};
    for (; j + 4 * W <= count; j += 4 * W) {
      for (int v = 0; v < 4; v++) {
        const vector value = load(x + j + v * W);
        part[v] = extreme_vector(least, part[v], value);
        unordered |= value != value;
      }
    }
    best = extreme_vector(least, extreme_vector(least, part[0], part[1]),
                          extreme_vector(least, part[2], part[3]));
  }
  // The last vector holds what is left and elements before it: twice counts as once.
  for (; j < count; j += W) {
    const vector value = load(x + (j + W <= count ? j : count - W));
    best = extreme_vector(least, best, value);
    unordered |= value != value;
  }
  return __builtin_reduce_or(unordered) ? __builtin_nanf("") : extreme_lane(least, best);
}

INLINE NUMBER row_maximum(long count, const NUMBER *x) { return row_extremum(false, count, x); }

/// Which lanes of x + j hold a NaN or what equals the extremum of a row. That has no NaN unless it is one.
INLINE vector_mask places_in(const NUMBER *x, long j, NUMBER extreme) {
  const vector value = load(x + j);
  return (value == extreme) | (value != value);
}

INLINE long first_of(vector_mask found) {
  vector_mask lanes;
  for (int lane = 0; lane < W; lane++) lanes[lane] = lane;
  return __builtin_reduce_min((found & lanes) | (~found & W));
}

/// First index of a NaN or of what equals the extremum.
INLINE int32_t row_place(long count, const NUMBER *x, NUMBER extreme) {
  long j = 0;
  if (count < W) {
    while (x[j] != extreme && x[j] == x[j]) j++;
    return (int32_t)j;
  }
  for (; j + 4 * W <= count; j += 4 * W) {
    const vector_mask found =
        places_in(x, j, extreme) | places_in(x, j + W, extreme) |
        places_in(x, j + 2 * W, extreme) | places_in(x, j + 3 * W, extreme);
    if (__builtin_reduce_or(found)) break;
  }
  for (; j + W < count; j += W) {
    const vector_mask found = places_in(x, j, extreme);
    if (__builtin_reduce_or(found)) return (int32_t)(j + first_of(found));
  }
  return (int32_t)(count - W + first_of(places_in(x, count - W, extreme)));
}

static void row_extrema(bool least, long rows, long columns, const NUMBER *x,
                        NUMBER *values, int32_t *places) {
  for (long i = 0; i < rows; i++, x += columns) {
    const NUMBER extreme =
        least ? row_extremum(true, columns, x) : row_extremum(false, columns, x);
    if (values != NULL) values[i] = extreme;
    if (places != NULL) places[i] = row_place(columns, x, extreme);
  }
}

/// One more row of some columns; `best` keeps the first NaN, which nothing exceeds.
INLINE void take_row(const bool least, const bool placed, long count, int32_t row, const NUMBER *x,
                     NUMBER *best, int32_t *places) {
  INDEPENDENT for (long j = 0; j < count; j++) {
    const NUMBER value = x[j];
    const NUMBER old = best[j];
    const bool exceeds = least ? value < old : value > old;
    const bool found = exceeds | ((value != value) & (old == old));
    best[j] = extreme_of(least, old, value);
    if (placed) places[j] = found ? row : places[j];
  }
}

// So many columns are read together, row after row, and their results stay in the cache.
enum { EXTREMUM_COLUMNS = 1024 };

INLINE void extrema_of_columns(const bool least, const bool placed, long rows, long columns,
                               long first, long last, const NUMBER *x, NUMBER *values,
                               int32_t *places) {
  NUMBER best[EXTREMUM_COLUMNS];
  for (long j = first; j < last; j += EXTREMUM_COLUMNS) {
    const long count = last - j < EXTREMUM_COLUMNS ? last - j : EXTREMUM_COLUMNS;
    int32_t *const at = placed ? places + j : NULL;
    NUMBER *const to = values == NULL ? best : values + j;
    fill(count, extreme_of_none(least), to);
    for (long r = 0; r < rows; r++) {
      const NUMBER *const row = x + r * columns + j;
      if (r > 0) {
        take_row(least, placed, count, (int32_t)r, row, to, at);
      } else {
        __builtin_memcpy(to, row, (unsigned long)count * sizeof *to);
        for (long i = 0; placed && i < count; i++) at[i] = 0;
      }
    }
  }
}

static void column_extrema(bool least, long rows, long columns, long first, long last,
                           const NUMBER *x, NUMBER *values, int32_t *places) {
  if (places != NULL) {
    if (least) {
      extrema_of_columns(true, true, rows, columns, first, last, x, values, places);
    } else {
      extrema_of_columns(false, true, rows, columns, first, last, x, values, places);
    }
  } else if (least) {
    extrema_of_columns(true, false, rows, columns, first, last, x, values, NULL);
  } else {
    extrema_of_columns(false, false, rows, columns, first, last, x, values, NULL);
  }
}

static void join_places(long outer, long parts, long inner, long size, const int32_t *within,
                        int32_t *places) {
  for (long o = 0; o < outer; o++) {
    for (long i = 0; i < inner; i++) {
      int32_t *const place = places + o * inner + i;
      const long part = *place;
      *place = (int32_t)(part * size + within[(o * parts + part) * inner + i]);
    }
  }
}
