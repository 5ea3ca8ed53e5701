// GRU, the recurrent part of whole sequences, forward and backward: NUM-053, NUM-054.

#pragma STDC FP_CONTRACT OFF

static void gru(const lockstep_recurrent *pass, long first, long last, NUMBER *scratch) {
  const long n = pass->hidden;
  const long rows = last - first;
  const long block = recurrent_block(n);
  const long q_stride = whole_tiles(3 * n);
  NUMBER *const q = scratch;
  NUMBER *const reset = q + RECURRENT_ROWS * q_stride;
  NUMBER *const update = reset + block;
  NUMBER *const candidate = update + block;
  NUMBER *const hidden_part = candidate + block;
  NUMBER *const h = hidden_part + block;
  fill(5 * block, 0.0f, reset);
  load_states(rows, n, pass->hidden_start, first, h, n);
  const NUMBER *const bias = pass->has_bias ? pass->packed + n * q_stride : NULL;
  const long used = divide_up(rows * n, 16) * 16;
  for (long s = 0; s < pass->steps; s++) {
    multiply_rows(rows, 3 * n, n, h, n, pass->packed, bias, q);
    for (long r = 0; r < rows; r++) {
      const NUMBER *const p = pass->gates + step_row(pass, first + r, s) * 3 * n;
      const NUMBER *const part = q + r * q_stride;
      add_lanes(n, p, part, reset + r * n);
      add_lanes(n, p + n, part + n, update + r * n);
      copy_lanes(n, p + 2 * n, candidate + r * n);
      copy_lanes(n, part + 2 * n, hidden_part + r * n);
    }
    sigmoid_elements(block + used, reset, reset);
    for (long j = 0; j < used; j += W) {
      store(candidate + j,
            fma_vector(load(reset + j), load(hidden_part + j), load(candidate + j)));
    }
    tanh_elements(used, candidate, candidate);
    for (long j = 0; j < used; j += W) {
      const vector z = load(update + j);
      store(h + j, fma_vector(z, load(h + j), ((vector)(1.0f) - z) * load(candidate + j)));
    }
    for (long r = 0; r < rows; r++) {
      const long row = step_row(pass, first + r, s) * n;
      NUMBER *const gates = pass->gates + 3 * row;
      copy_lanes(n, reset + r * n, gates);
      copy_lanes(n, update + r * n, gates + n);
      copy_lanes(n, candidate + r * n, gates + 2 * n);
      copy_lanes(n, hidden_part + r * n, pass->kept + row);
      copy_lanes(n, h + r * n, pass->output + row);
    }
  }
  store_states(rows, n, h, n, first, pass->last_hidden);
}

/// One step of one sequence: dp and dq, and δh for what follows the product.
INLINE void gru_row_gradient(long n, const NUMBER *gates, const NUMBER *before,
                             const NUMBER *hidden_part, const NUMBER *upstream, const NUMBER *rho,
                             NUMBER *dp, NUMBER *dq, NUMBER *delta) {
  const long lanes = at_most(n, W);
  for (long v = 0; v < n; v += W) {
    const long j = vector_place(v, n);
    const vector r = load_lanes(gates + j, lanes);
    const vector z = load_lanes(gates + n + j, lanes);
    const vector candidate = load_lanes(gates + 2 * n + j, lanes);
    const vector dh = load_lanes(upstream + j, lanes) + load_lanes(rho + j, lanes);
    const vector dn = (dh * ((vector)(1.0f) - z)) * tanh_slope(candidate);
    const vector dz = (dh * (load_lanes(before + j, lanes) - candidate)) * sigmoid_slope(z);
    const vector dr = (dn * load_lanes(hidden_part + j, lanes)) * sigmoid_slope(r);
    store_lanes(dp + j, dr, lanes);
    store_lanes(dp + n + j, dz, lanes);
    store_lanes(dp + 2 * n + j, dn, lanes);
    store_lanes(dq + j, dr, lanes);
    store_lanes(dq + n + j, dz, lanes);
    store_lanes(dq + 2 * n + j, dn * r, lanes);
    store_lanes(delta + j, dh, lanes);
  }
}

/// ρ = fma(δh, z, product), from arrays of their own.
INLINE void gru_carry(long n, const NUMBER *delta, const NUMBER *update, const NUMBER *product,
                      NUMBER *rho) {
  const long lanes = at_most(n, W);
  for (long v = 0; v < n; v += W) {
    const long j = vector_place(v, n);
    const vector carried = fma_vector(load_lanes(delta + j, lanes), load_lanes(update + j, lanes),
                                      load_lanes(product + j, lanes));
    store_lanes(rho + j, carried, lanes);
  }
}

static void gru_gradient(const lockstep_recurrent *pass, long first, long last, NUMBER *scratch) {
  const long n = pass->hidden;
  const long rows = last - first;
  const long stride = whole_tiles(n);
  NUMBER *const product = scratch;
  NUMBER *const rho = product + RECURRENT_ROWS * stride;
  NUMBER *const delta = rho + recurrent_block(n);
  NUMBER *const zeros = delta + recurrent_block(n);
  fill(n, 0.0f, zeros);
  load_states(rows, n, pass->upstream_hidden, first, rho, n);
  for (long s = pass->steps - 1; s >= 0; s--) {
    for (long r = 0; r < rows; r++) {
      const long sequence = first + r;
      const long row = step_row(pass, sequence, s) * n;
      const NUMBER *const before =
          row_before(pass, pass->output, pass->hidden_start, zeros, sequence, s);
      gru_row_gradient(n, pass->gates + 3 * row, before, pass->kept + row,
                       pass->upstream == NULL ? zeros : pass->upstream + row, rho + r * n,
                       pass->input_gradient + 3 * row, pass->gate_gradient + 3 * row,
                       delta + r * n);
      copy_lanes(n, before, pass->previous + row);
    }
    multiply_rows(rows, n, 3 * n, pass->gate_gradient + step_row(pass, first, s) * 3 * n,
                  pass->steps * 3 * n, pass->packed, NULL, product);
    for (long r = 0; r < rows; r++) {
      const NUMBER *const update = pass->gates + step_row(pass, first + r, s) * 3 * n + n;
      gru_carry(n, delta + r * n, update, product + r * stride, rho + r * n);
    }
  }
  store_states(rows, n, rho, n, first, pass->hidden_gradient);
}
