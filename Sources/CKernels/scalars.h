// Running totals: NUM-028.

#pragma STDC FP_CONTRACT OFF

static void count_equal(long count, const int32_t *left, const int32_t *right, double *total) {
  long equal = 0;
  INDEPENDENT for (long i = 0; i < count; i++) equal += left[i] == right[i];
  total[0] += (double)equal;
  total[1] += (double)count;
}

static void accumulate(double weight, double value, double *total) {
  const double product = value * weight;
  total[0] += product;
  total[1] += weight;
}
