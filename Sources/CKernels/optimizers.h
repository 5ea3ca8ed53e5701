// Optimizer steps, elementwise in place: NUM-024, NUM-025, NUM-026.

#pragma STDC FP_CONTRACT OFF

/// Flags are constants of the caller, so that each combination has a loop without branches.
INLINE void sgd_loop(const bool decays, const bool moves, const bool looks_ahead, long count,
                         const lockstep_sgd *scalars, const NUMBER *g, NUMBER *p, NUMBER *b) {
  const NUMBER rate = (NUMBER)-scalars->learning_rate;
  const NUMBER momentum = (NUMBER)scalars->momentum;
  const NUMBER weight_decay = (NUMBER)scalars->weight_decay;
  LANES for (long i = 0; i < count; i++) {
    const NUMBER value = p[i];
    const NUMBER slope = decays ? fma_scalar(weight_decay, value, g[i]) : g[i];
    NUMBER update = slope;
    if (moves) {
      const NUMBER velocity = fma_scalar(momentum, b[i], slope);
      b[i] = velocity;
      update = looks_ahead ? fma_scalar(momentum, velocity, slope) : velocity;
    }
    p[i] = fma_scalar(rate, update, value);
  }
}

static void sgd(long count, const lockstep_sgd *scalars, const NUMBER *g, NUMBER *p,
                    NUMBER *b) {
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
                          const lockstep_adam *scalars, const NUMBER *g, NUMBER *p, NUMBER *m,
                          NUMBER *v) {
  const NUMBER weight_decay = (NUMBER)scalars->weight_decay;
  const NUMBER beta1 = (NUMBER)scalars->beta1;
  const NUMBER rest1 = (NUMBER)scalars->one_minus_beta1;
  const NUMBER beta2 = (NUMBER)scalars->beta2;
  const NUMBER rest2 = (NUMBER)scalars->one_minus_beta2;
  const NUMBER root_scale = (NUMBER)scalars->root_scale;
  const NUMBER epsilon = (NUMBER)scalars->epsilon;
  const NUMBER decay = (NUMBER)scalars->decay;
  const NUMBER step = (NUMBER)-scalars->step_size;
  LANES for (long i = 0; i < count; i++) {
    const NUMBER value = p[i];
    const NUMBER slope = couples ? fma_scalar(weight_decay, value, g[i]) : g[i];
    const NUMBER first = fma_scalar(beta1, m[i], rest1 * slope);
    const NUMBER second = fma_scalar(beta2, v[i], rest2 * (slope * slope));
    const NUMBER divisor = root(second) * root_scale + epsilon;
    const NUMBER kept = decouples ? value * decay : value;
    m[i] = first;
    v[i] = second;
    p[i] = fma_scalar(step, first / divisor, kept);
  }
}

static void adam(long count, const lockstep_adam *scalars, const NUMBER *g,
                     NUMBER *p, NUMBER *m, NUMBER *v) {
  if (scalars->couples_decay) adam_loop(true, false, count, scalars, g, p, m, v);
  else if (scalars->decouples_decay) adam_loop(false, true, count, scalars, g, p, m, v);
  else adam_loop(false, false, count, scalars, g, p, m, v);
}
