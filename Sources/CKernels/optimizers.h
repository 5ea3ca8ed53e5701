// Optimizer steps, elementwise in place: NUM-024, NUM-025, NUM-026.

#pragma STDC FP_CONTRACT OFF

/// Flags are constants of the caller, so that each combination has a loop without branches.
INLINE void sgd_loop(const bool decays, const bool moves, const bool looks_ahead, long count,
                     const lockstep_sgd *scalars, const float *g, float *p, float *b) {
  const float rate = -scalars->learning_rate;
  const float momentum = scalars->momentum;
  const float weight_decay = scalars->weight_decay;
  INDEPENDENT for (long i = 0; i < count; i++) {
    const float value = p[i];
    const float slope = decays ? fma_scalar(weight_decay, value, g[i]) : g[i];
    float update = slope;
    if (moves) {
      const float velocity = fma_scalar(momentum, b[i], slope);
      b[i] = velocity;
      update = looks_ahead ? fma_scalar(momentum, velocity, slope) : velocity;
    }
    p[i] = fma_scalar(rate, update, value);
  }
}

static void sgd(long count, const lockstep_sgd *scalars, const float *g, float *p, float *b) {
  if (scalars->uses_momentum && scalars->nesterov) {
    if (scalars->uses_decay) sgd_loop(true, true, true, count, scalars, g, p, b);
    else sgd_loop(false, true, true, count, scalars, g, p, b);
  } else if (scalars->uses_momentum) {
    if (scalars->uses_decay) sgd_loop(true, true, false, count, scalars, g, p, b);
    else sgd_loop(false, true, false, count, scalars, g, p, b);
  } else {
    if (scalars->uses_decay) sgd_loop(true, false, false, count, scalars, g, p, b);
    else sgd_loop(false, false, false, count, scalars, g, p, b);
  }
}

INLINE void adam_loop(const bool couples, const bool decouples, long count,
                      const lockstep_adam *scalars, const float *g, float *p, float *m, float *v) {
  const lockstep_adam s = *scalars;
  const float step = -s.step_size;
  INDEPENDENT for (long i = 0; i < count; i++) {
    const float value = p[i];
    const float slope = couples ? fma_scalar(s.weight_decay, value, g[i]) : g[i];
    const float first = fma_scalar(s.beta1, m[i], s.one_minus_beta1 * slope);
    const float second = fma_scalar(s.beta2, v[i], s.one_minus_beta2 * (slope * slope));
    const float divisor = root_f32(second) * s.root_scale + s.epsilon;
    const float kept = decouples ? value * s.decay : value;
    m[i] = first;
    v[i] = second;
    p[i] = fma_scalar(step, first / divisor, kept);
  }
}

static void adam(long count, const lockstep_adam *scalars, const float *g, float *p, float *m,
                 float *v) {
  if (scalars->couples_decay) adam_loop(true, false, count, scalars, g, p, m, v);
  else if (scalars->decouples_decay) adam_loop(false, true, count, scalars, g, p, m, v);
  else adam_loop(false, false, count, scalars, g, p, m, v);
}
