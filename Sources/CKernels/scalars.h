// Kernels whose result is one or two numbers: NUM-022, NUM-028.

#pragma STDC FP_CONTRACT OFF

static void clip_factor(long count, float maximum, const double *squares, float *norm,
                        float *factor) {
  const float length = (float)root_f64(fold_f64(count, squares));
  norm[0] = length;
  factor[0] = length > maximum ? maximum / length : 1.0f;
}

static void count_equal(long count, const int32_t *left, const int32_t *right, double *total) {
  long equal = 0;
  INDEPENDENT for (long i = 0; i < count; i++) equal += left[i] == right[i];
  total[0] += (double)equal;
  total[1] += (double)count;
}

static void accumulate(double weight, float value, double *total) {
  const double product = (double)value * weight;
  total[0] += product;
  total[1] += weight;
}
