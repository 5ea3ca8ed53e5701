// The factor that clips gradients by their norm: NUM-022.

#pragma STDC FP_CONTRACT OFF

static void clip_factor(long count, double maximum, const double *squares, NUMBER *norm,
                            NUMBER *factor) {
  const NUMBER length = (NUMBER)__builtin_elementwise_sqrt(fold_f64(count, squares));
  const NUMBER limit = (NUMBER)maximum;
  norm[0] = length;
  factor[0] = length > limit ? limit / length : (NUMBER)1.0;
}
