// A convolution's phases: copies, then products, then additions of panels that were computed apart.
// No choice made here can reach a result: each element of c is one chain of its own.

#pragma STDC FP_CONTRACT OFF

static long convolution_scratch(const lockstep_convolution *c) {
  return c->kind == LOCKSTEP_WEIGHT_GRADIENT ? weights_scratch(c) : places_scratch(c);
}

static long convolution_tasks(const lockstep_convolution *c, int phase, const NUMBER *scratch) {
  if (c->kind != LOCKSTEP_WEIGHT_GRADIENT) {
    return phase == 0 ? places_copying_tasks(c) : phase == 1 ? places_tasks(c, scratch) : 0;
  }
  const weight_cut cut = cut_weights(c);
  if (phase == 0) return reads_padded_copy(c) ? c->batch : 0;
  return phase == 1 ? cut.blocks * cut.panel_blocks : cut.panel_blocks > 1 ? cut.blocks : 0;
}

static void convolution_task(const lockstep_convolution *c, int phase, long task, NUMBER *scratch) {
  if (c->kind != LOCKSTEP_WEIGHT_GRADIENT) {
    if (phase == 0) places_copy(c, task, scratch);
    else places_compute(c, task, scratch);
  } else if (phase == 0) {
    pad_image(c, c->b, task, scratch);
  } else if (phase == 1) {
    weights_compute(c, task, scratch);
  } else {
    weights_add_panels(c, task, scratch);
  }
}
