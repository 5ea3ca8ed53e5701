#include "vectors.h"

/// One pass forward and one backward; a bare one has no bias, no initial state and no dy.
static void recurrent(run *r, long gates, long sequences, long steps, long hidden, bool bare,
                      draw d) {
  begin(r, d, "%s %ldx%ldx%ld%s", gates == 4 ? "lstm" : "gru", sequences, steps, hidden,
        bare ? " bare" : "");
  const long states = sequences * hidden, all = states * steps;
  const float *const weight = floats(r, gates * hidden * hidden);
  const float *const bias = floats(r, gates * hidden);
  float *const packed = BLANK(r, float, KERNEL(r, recurrent_packed_size)(gates, hidden));
  float *const scratch = BLANK(r, float, KERNEL(r, recurrent_scratch)(gates, hidden));
  lockstep_recurrent pass = {
      .steps = steps, .hidden = hidden, .reversed = bare, .has_bias = !bare, .packed = packed,
      .gates = floats(r, gates * all), .hidden_start = bare ? NULL : floats(r, states),
      .cell_start = bare ? NULL : floats(r, states), .output = BLANK(r, float, all),
      .cells = BLANK(r, float, all), .kept = BLANK(r, float, all),
      .last_hidden = BLANK(r, float, states), .last_cell = BLANK(r, float, states),
      .upstream = bare ? NULL : floats(r, all), .upstream_hidden = floats(r, states),
      .upstream_cell = floats(r, states), .input_gradient = BLANK(r, float, gates * all),
      .gate_gradient = BLANK(r, float, gates * all), .previous = BLANK(r, float, all),
      .hidden_gradient = BLANK(r, float, states), .cell_gradient = BLANK(r, float, states)};
  const lockstep_recurrent_kernel forward = gates == 4 ? KERNEL(r, lstm) : KERNEL(r, gru);
  const lockstep_recurrent_kernel backward =
      gates == 4 ? KERNEL(r, lstm_gradient) : KERNEL(r, gru_gradient);
  // Sequences in blocks of two sizes: where they are cut must not matter.
  KERNEL(r, recurrent_pack)(gates, hidden, weight, bare ? NULL : bias, packed);
  for (long i = 0; i < sequences; i += LOCKSTEP_RECURRENT_ROWS) {
    const long left = sequences - i;
    forward(&pass, i, i + (left < LOCKSTEP_RECURRENT_ROWS ? left : LOCKSTEP_RECURRENT_ROWS),
            scratch);
  }
  KERNEL(r, recurrent_pack_gradient)(gates, hidden, weight, packed);
  for (long i = 0; i < sequences; i += 3) {
    backward(&pass, i, i + 3 < sequences ? i + 3 : sequences, scratch);
  }
  hash_floats(r, pass.gates, gates * all);
  hash_floats(r, pass.output, all);
  hash_floats(r, pass.kept, all);
  hash_floats(r, pass.last_hidden, states);
  hash_floats(r, pass.gate_gradient, gates * all);
  hash_floats(r, pass.previous, all);
  hash_floats(r, pass.hidden_gradient, states);
  if (gates == 4) {
    hash_floats(r, pass.cells, all);
    hash_floats(r, pass.last_cell, states);
    hash_floats(r, pass.cell_gradient, states);
  } else {
    hash_floats(r, pass.input_gradient, gates * all);
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
