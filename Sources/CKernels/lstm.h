// LSTM, the recurrent part of whole sequences, forward and backward: NUM-051, NUM-052.

#pragma STDC FP_CONTRACT OFF

static void lstm(const lockstep_recurrent *pass, long first, long last, NUMBER *scratch) {
  const long n = pass->hidden;
  const long rows = last - first;
  const long block = recurrent_block(n);
  const long q_stride = whole_tiles(4 * n);
  NUMBER *const q = scratch;
  // The three that sigmoid takes lie side by side.
  NUMBER *const i = q + RECURRENT_ROWS * q_stride;
  NUMBER *const f = i + block;
  NUMBER *const o = f + block;
  NUMBER *const g = o + block;
  NUMBER *const c = g + block;
  NUMBER *const u = c + block;
  NUMBER *const h = u + block;
  fill(7 * block, 0.0f, i);
  load_states(rows, n, pass->hidden_start, first, h, n);
  load_states(rows, n, pass->cell_start, first, c, n);
  const NUMBER *const bias = pass->has_bias ? pass->packed + n * q_stride : NULL;
  const long used = divide_up(rows * n, 16) * 16;
  for (long s = 0; s < pass->steps; s++) {
    multiply_rows(rows, 4 * n, n, h, n, pass->packed, bias, q);
    for (long r = 0; r < rows; r++) {
      const NUMBER *const p = pass->gates + step_row(pass, first + r, s) * 4 * n;
      const NUMBER *const part = q + r * q_stride;
      add_lanes(n, p, part, i + r * n);
      add_lanes(n, p + n, part + n, f + r * n);
      add_lanes(n, p + 2 * n, part + 2 * n, g + r * n);
      add_lanes(n, p + 3 * n, part + 3 * n, o + r * n);
    }
    sigmoid_elements(2 * block + used, i, i);
    tanh_elements(used, g, g);
    for (long j = 0; j < used; j += W) {
      const vector cell = fma_vector(load(f + j), load(c + j), load(i + j) * load(g + j));
      store(c + j, cell);
      store(u + j, cell);
    }
    tanh_elements(used, u, u);
    for (long j = 0; j < used; j += W) store(h + j, load(o + j) * load(u + j));
    for (long r = 0; r < rows; r++) {
      const long row = step_row(pass, first + r, s) * n;
      NUMBER *const gates = pass->gates + 4 * row;
      copy_lanes(n, i + r * n, gates);
      copy_lanes(n, f + r * n, gates + n);
      copy_lanes(n, g + r * n, gates + 2 * n);
      copy_lanes(n, o + r * n, gates + 3 * n);
      copy_lanes(n, c + r * n, pass->cells + row);
      copy_lanes(n, u + r * n, pass->kept + row);
      copy_lanes(n, h + r * n, pass->output + row);
    }
  }
  store_states(rows, n, h, n, first, pass->last_hidden);
  store_states(rows, n, c, n, first, pass->last_cell);
}

/// One step of one sequence: da from the gradients of h and c after it, and κ before it.
INLINE void lstm_row_gradient(long n, const NUMBER *gates, const NUMBER *cell,
                              const NUMBER *squashed, const NUMBER *upstream, const NUMBER *rho,
                              const NUMBER *kappa, NUMBER *da, NUMBER *kappa_before) {
  const long lanes = at_most(n, W);
  for (long v = 0; v < n; v += W) {
    const long j = vector_place(v, n);
    const vector i = load_lanes(gates + j, lanes);
    const vector f = load_lanes(gates + n + j, lanes);
    const vector g = load_lanes(gates + 2 * n + j, lanes);
    const vector o = load_lanes(gates + 3 * n + j, lanes);
    const vector u = load_lanes(squashed + j, lanes);
    const vector dh = load_lanes(upstream + j, lanes) + load_lanes(rho + j, lanes);
    const vector dc = fma_vector(dh * o, tanh_slope(u), load_lanes(kappa + j, lanes));
    const vector df = dc * load_lanes(cell + j, lanes);
    store_lanes(da + j, (dc * g) * sigmoid_slope(i), lanes);
    store_lanes(da + n + j, df * sigmoid_slope(f), lanes);
    store_lanes(da + 2 * n + j, (dc * i) * tanh_slope(g), lanes);
    store_lanes(da + 3 * n + j, (dh * u) * sigmoid_slope(o), lanes);
    store_lanes(kappa_before + j, dc * f, lanes);
  }
}

static void lstm_gradient(const lockstep_recurrent *pass, long first, long last, NUMBER *scratch) {
  const long n = pass->hidden;
  const long rows = last - first;
  const long stride = whole_tiles(n);
  NUMBER *const rho = scratch;
  NUMBER *kappa = rho + RECURRENT_ROWS * stride;
  NUMBER *kappa_before = kappa + recurrent_block(n);
  NUMBER *const zeros = kappa_before + recurrent_block(n);
  fill(n, 0.0f, zeros);
  load_states(rows, n, pass->upstream_hidden, first, rho, stride);
  load_states(rows, n, pass->upstream_cell, first, kappa, n);
  for (long s = pass->steps - 1; s >= 0; s--) {
    for (long r = 0; r < rows; r++) {
      const long sequence = first + r;
      const long row = step_row(pass, sequence, s) * n;
      lstm_row_gradient(n, pass->gates + 4 * row,
                        row_before(pass, pass->cells, pass->cell_start, zeros, sequence, s),
                        pass->kept + row, pass->upstream == NULL ? zeros : pass->upstream + row,
                        rho + r * stride, kappa + r * n, pass->gate_gradient + 4 * row,
                        kappa_before + r * n);
      copy_lanes(n, row_before(pass, pass->output, pass->hidden_start, zeros, sequence, s),
               pass->previous + row);
    }
    NUMBER *const done = kappa;
    kappa = kappa_before;
    kappa_before = done;
    multiply_rows(rows, n, 4 * n, pass->gate_gradient + step_row(pass, first, s) * 4 * n,
                  pass->steps * 4 * n, pass->packed, NULL, rho);
  }
  store_states(rows, n, rho, stride, first, pass->hidden_gradient);
  store_states(rows, n, kappa, n, first, pass->cell_gradient);
}
