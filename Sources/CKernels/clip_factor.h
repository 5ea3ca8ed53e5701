// The factor that clips gradients by their norm: NUM-022.

#pragma STDC FP_CONTRACT OFF

static void OF(clip_factor)(long count, double maximum, const double *squares, void *norm_operand,
                            void *factor_operand) {
  NUMBER *const norm = norm_operand;
  NUMBER *const factor = factor_operand;
  const NUMBER length = (NUMBER)root_f64(fold_f64(count, squares));
  const NUMBER limit = (NUMBER)maximum;
  norm[0] = length;
  factor[0] = length > limit ? limit / length : (NUMBER)1.0;
}
