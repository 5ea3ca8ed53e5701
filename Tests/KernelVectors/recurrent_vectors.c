#include "vectors.h"

/// One pass forward and one backward; a bare one has no bias, no initial state and no dy.
static void recurrent(run *r, long gates, long sequences, long steps, long hidden, bool bare,
                      draw d) {
  begin(r, d, "%s %ldx%ldx%ld%s", gates == 4 ? "lstm" : "gru", sequences, steps, hidden,
        bare ? " bare" : "");
  const long states = sequences * hidden, all = states * steps;
  const void *const weight = numbers(r, gates * hidden * hidden);
  const void *const bias = numbers(r, gates * hidden);
  void *const packed = blank_numbers(r, REAL(r, recurrent_packed_size)(gates, hidden));
  void *const scratch = blank_numbers(r, REAL(r, recurrent_scratch)(gates, hidden));
  lockstep_recurrent pass = {
      .steps = steps, .hidden = hidden, .reversed = bare, .has_bias = !bare, .packed = packed,
      .gates = numbers(r, gates * all), .hidden_start = bare ? NULL : numbers(r, states),
      .cell_start = bare ? NULL : numbers(r, states), .output = blank_numbers(r, all),
      .cells = blank_numbers(r, all), .kept = blank_numbers(r, all),
      .last_hidden = blank_numbers(r, states), .last_cell = blank_numbers(r, states),
      .upstream = bare ? NULL : numbers(r, all), .upstream_hidden = numbers(r, states),
      .upstream_cell = numbers(r, states), .input_gradient = blank_numbers(r, gates * all),
      .gate_gradient = blank_numbers(r, gates * all), .previous = blank_numbers(r, all),
      .hidden_gradient = blank_numbers(r, states), .cell_gradient = blank_numbers(r, states)};
  const lockstep_recurrent_kernel forward = gates == 4 ? REAL(r, lstm) : REAL(r, gru);
  const lockstep_recurrent_kernel backward =
      gates == 4 ? REAL(r, lstm_gradient) : REAL(r, gru_gradient);
  // Sequences in blocks of two sizes: where they are cut must not matter.
  REAL(r, recurrent_pack)(gates, hidden, weight, bare ? NULL : bias, packed);
  for (long i = 0; i < sequences; i += LOCKSTEP_RECURRENT_ROWS) {
    const long left = sequences - i;
    forward(&pass, i, i + (left < LOCKSTEP_RECURRENT_ROWS ? left : LOCKSTEP_RECURRENT_ROWS),
            scratch);
  }
  REAL(r, recurrent_pack_gradient)(gates, hidden, weight, packed);
  for (long i = 0; i < sequences; i += 3) {
    backward(&pass, i, i + 3 < sequences ? i + 3 : sequences, scratch);
  }
  hash_numbers(r, pass.gates, gates * all);
  hash_numbers(r, pass.output, all);
  hash_numbers(r, pass.kept, all);
  hash_numbers(r, pass.last_hidden, states);
  hash_numbers(r, pass.gate_gradient, gates * all);
  hash_numbers(r, pass.previous, all);
  hash_numbers(r, pass.hidden_gradient, states);
  if (gates == 4) {
    hash_numbers(r, pass.cells, all);
    hash_numbers(r, pass.last_cell, states);
    hash_numbers(r, pass.cell_gradient, states);
  } else {
    hash_numbers(r, pass.input_gradient, gates * all);
  }
  end(r);
}

void recurrent_vectors(run *r) {
  static const long shapes[][3] = {{1, 1, 1}, {2, 3, 4}, {9, 3, 5},  {8, 2, 16},
                                   {5, 2, 17}, {3, 4, 33}, {2, 2, 90}, {1, 2, 258}};
  for (draw d = 0; d < DRAW_COUNT; d++)
    for (int i = 0; i < COUNT_OF(shapes); i++)
      for (int form = 0; form < 4; form++)
        recurrent(r, form & 1 ? 4 : 3, shapes[i][0], shapes[i][1], shapes[i][2], form & 2, d);
}
