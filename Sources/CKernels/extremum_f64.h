// Largest and smallest elements in binary64, and their places: NUM-010, NUM-077, NUM-091.

#pragma STDC FP_CONTRACT OFF

INLINE double row_maximum_f64(long count, const double *x) {
  double best = -__builtin_inf();
  for (long j = 0; j < count; j++) best = maximum_of_f64(best, x[j]);
  return best;
}

static void extremum_f64(bool least, long rank, const long *lengths, const long *strides,
                         const double *x, double *value, int32_t *place) {
  double best = least ? __builtin_inf() : -__builtin_inf();
  strided_walk walk = {.rank = rank, .lengths = lengths, .strides = strides};
  long total = 1;
  for (long a = 0; a < rank; a++) total *= lengths[a];
  int32_t at = 0;
  for (long i = 0; i < total; i++) {
    const double number = x[walk.start + walk.within * strides[rank - 1]];
    // Nothing exceeds a NaN, so the first one stays.
    const bool exceeds = least ? number < best : number > best;
    if (i == 0 || exceeds || (number != number && best == best)) at = (int32_t)i;
    best = least ? minimum_of_f64(best, number) : maximum_of_f64(best, number);
    walk_on(&walk, 1);
  }
  if (value != NULL) *value = best;
  if (place != NULL) *place = at;
}
