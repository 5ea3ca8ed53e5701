#ifndef LOCKSTEP_INTERVAL_EXPANSION_H
#define LOCKSTEP_INTERVAL_EXPANSION_H

// Functions that are tabulated as expansions around the centres of short intervals.

#include "double_double.h"

#pragma STDC FP_CONTRACT OFF

enum { lockstep_expansion_columns = 12 };

/// f(centre + t) from the row of a table that Scripts/interval_tables.py describes.
///
/// **Numerics**: `t` has at most 24 bits, so its product with the 28 bits of the slope is exact,
/// and so is its sum with the value. What remains is small beside them: of order t^2, plus what
/// value and slope lack. So the absolute error is about 2^-53 t^2 f''. Where the value is 0 or 1/2
/// and the slope has few bits, results beside the midpoint of two binary32 numbers stay on their
/// side.
LOCKSTEP_ALWAYS_INLINE lockstep_double_double lockstep_expand_interval(
    const double (*rows)[lockstep_expansion_columns], uint32_t row, double t) {
  const double *c = rows[row];
  const lockstep_double_double line = lockstep_exact_sum(c[0], t * c[1]);
  // Even and odd coefficients separately: two short dependency chains instead of a long one.
  const double z = t * t;
  const double even = c[4] + z * (c[6] + z * (c[8] + z * c[10]));
  const double odd = c[5] + z * (c[7] + z * (c[9] + z * c[11]));
  const double rest = (c[2] + t * c[3]) + z * (even + t * odd);
  const lockstep_double_double result = {line.high, line.low + rest};
  return result;
}

/// The sum rounded once to binary32, to nearest even, whatever the magnitudes of its parts.
LOCKSTEP_ALWAYS_INLINE float lockstep_round_unordered_sum_f32(lockstep_double_double value) {
  const lockstep_double_double sum = lockstep_exact_sum(value.high, value.low);
  return lockstep_round_sum_f32(sum.high, sum.low);
}

#endif  // LOCKSTEP_INTERVAL_EXPANSION_H
