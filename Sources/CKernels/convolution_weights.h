// The gradient of a convolution's weight: products over all places of the output. NUM-102.

#pragma STDC FP_CONTRACT OFF

enum {
  WEIGHT_ROWS = 96,
  // Up to so many tasks, panels are computed apart and added afterwards.
  FEW_WEIGHT_TASKS = 4,
  WANTED_WEIGHT_TASKS = 8,
  // Kernel elements of a depthwise convolution that share a pass over the places.
  TAP_ROWS = 9,
};

/// How the gradient, for each group a matrix [rows, columns] of k terms, is cut into tasks.
typedef struct weight_cut {
  long rows, columns, k, panels;
  long row_blocks, width, column_blocks;
  long blocks;  // of all groups
  // Panels of a task; all of them unless blocks are few.
  long panels_each, panel_blocks;
} weight_cut;

INLINE weight_cut cut_weights(const lockstep_convolution *c) {
  weight_cut cut = {.rows = group_outputs(c),
                    .columns = kernel_taps(c) * group_inputs(c),
                    .k = c->batch * c->rows.output * c->columns.output};
  cut.panels = divide_up(cut.k, PANEL);
  if (is_depthwise(c)) {
    cut.row_blocks = 1;
    cut.width = TILE_COLUMNS;
    cut.column_blocks = divide_up(c->groups, TILE_COLUMNS);
    cut.blocks = cut.column_blocks;
  } else {
    cut.row_blocks = divide_up(cut.rows, WEIGHT_ROWS);
    const long wanted = divide_up(WANTED_WEIGHT_TASKS, at_most(WANTED_WEIGHT_TASKS,
                                                               cut.row_blocks * c->groups + 1));
    cut.width = divide_up(divide_up(cut.columns, wanted), TILE_COLUMNS) * TILE_COLUMNS;
    cut.column_blocks = cut.width == 0 ? 0 : divide_up(cut.columns, cut.width);
    cut.blocks = c->groups * cut.row_blocks * cut.column_blocks;
  }
  const bool splits = cut.blocks > 0 && cut.blocks < FEW_WEIGHT_TASKS && cut.panels > 1;
  cut.panels_each = splits ? divide_up(cut.panels, WANTED_WEIGHT_TASKS) : cut.panels;
  cut.panel_blocks = splits ? divide_up(cut.panels, cut.panels_each) : 1;
  return cut;
}

INLINE long weight_count(const lockstep_convolution *c) {
  return c->outputs * kernel_taps(c) * group_inputs(c);
}
INLINE long weight_copy_size(const lockstep_convolution *c) {
  return reads_padded_copy(c) ? in_lines(c->batch * padded_image_size(c)) : 0;
}

/// A padded copy of x, then a gradient for each panel where panels are computed apart.
static long weights_scratch(const lockstep_convolution *c) {
  const weight_cut cut = cut_weights(c);
  return weight_copy_size(c) + (cut.panel_blocks > 1 ? cut.panels * weight_count(c) : 0);
}

/// Where windows of the output's places `first` ..< `first + count` start in x.
INLINE void find_windows(const lockstep_convolution *c, long first, long count, long *windows) {
  long column = first % c->columns.output;
  long row = first / c->columns.output % c->rows.output;
  long image = first / c->columns.output / c->rows.output;
  const long pixel = c->columns.stride * c->inputs;
  const long line = c->rows.stride * padded_size(&c->columns) * c->inputs;
  for (long i = 0; i < count; i++) {
    windows[i] = image * padded_image_size(c) + row * line + column * pixel;
    if (++column == c->columns.output) {
      column = 0;
      if (++row == c->rows.output) {
        row = 0;
        image++;
      }
    }
  }
}

/// Unfolds columns of the runs of one tile for each window: [count, width].
INLINE void unfold_tile(const float *x, const long *windows, long count, const run *runs,
                        long run_count, long width, float *unfolded) {
  if (run_count == 1 && runs[0].length == width) {
    for (long i = 0; i < count; i++) {
      const float *const from = x + windows[i] + runs[0].a;
      for (long v = 0; v < width; v += W) store(unfolded + i * width + v, load(from + v));
    }
    return;
  }
  for (long part = 0; part < run_count; part++) {
    const long end = runs[part].b + runs[part].length;
    for (long b = runs[part].b; b < end; b += W) {
      // What is stored beyond the run is overwritten by the next one, or a lane that nobody reads.
      const long there = at_most(end - b, W);
      const long room = at_most(width - b, W);
      const float *const from = x + runs[part].a + b - runs[part].b;
      float *const to = unfolded + b;
      for (long i = 0; i < count; i++) {
        const vector value =
            there == W ? load(from + windows[i]) : load_first(from + windows[i], there);
        if (room == W) store(to + i * width, value);
        else store_first(to + i * width, value, room);
      }
    }
  }
}

/// Panels `first` ..< `last` of a block of rows and columns of one group's matrix. Each panel is stored
/// in `target` or added to it; then `target` moves on by `target_step`.
static void accumulate_weights(const lockstep_convolution *c, const weight_cut *cut, const float *x,
                               long group, long row, long column, long first, long last,
                               float *target, long target_step) {
  _Alignas(64) float packed_a[PANEL * WEIGHT_ROWS];
  _Alignas(64) float packed_b[PANEL * TILE_COLUMNS] = {0};
  long windows[PANEL];
  run runs[TILE_COLUMNS];
  const span whole = {.first = 0, .step = 1, .count = 1};
  const long rows = at_most(cut->rows - row, WEIGHT_ROWS);
  const long column_last = at_most(column + cut->width, cut->columns);
  x += group * group_inputs(c);
  const float *const dy = c->a + group * cut->rows + row;
  target += (group * cut->rows + row) * cut->columns;
  // One panel without terms where k = 0.
  for (long panel = first; panel < last || panel == 0; panel++) {
    const long p = panel * PANEL;
    const long inner = at_most(cut->k - p, PANEL);
    find_windows(c, p, inner, windows);
    for (long i = 0; i < inner; i++) {
      __builtin_memcpy(packed_a + i * WEIGHT_ROWS, dy + (p + i) * c->outputs,
                       (unsigned long)rows * sizeof(float));
    }
    for (long j = column; j < column_last; j += TILE_COLUMNS) {
      const long columns = at_most(column_last - j, TILE_COLUMNS);
      const long width = packed_width(columns);
      const long count = find_runs(c, &whole, &whole, j, j + columns, runs);
      unfold_tile(x, windows, inner, runs, count, width, packed_b);
      tile_panel tile = {.inner = inner,
                         .a_row_stride = 1,
                         .a_inner_stride = WEIGHT_ROWS,
                         .b = packed_b,
                         .b_inner_stride = width,
                         .c_row_stride = cut->columns,
                         .is_first = panel == first || target_step != 0,
                         .bias = NULL};
      for (long i = 0; i < rows;) {
        tile.a = packed_a + i;
        tile.c = target + i * cut->columns + j;
        i += compute_some_rows(rows - i, &tile, columns);
      }
    }
    target += target_step;
  }
}

/// `taps` kernel elements of `channels` <= W channels of a depthwise convolution, in one panel.
INLINE void compute_taps(const int taps, const float *x, const float *dy, long outputs,
                         const long *windows, long count, const run *runs, long channels,
                         vector *sums) {
  for (int t = 0; t < taps; t++) sums[t] = (vector)(0.0f);
  for (long i = 0; i < count; i++) {
    const float *const window = x + windows[i];
    const vector left =
        channels == W ? load(dy + i * outputs) : load_first(dy + i * outputs, channels);
#pragma clang loop unroll(full)
    for (int t = 0; t < taps; t++) {
      const float *const from = window + runs[t].a;
      const vector right = channels == W ? load(from) : load_first(from, channels);
      sums[t] = fma_vector(left, right, sums[t]);
    }
  }
}

/// The same as `accumulate_weights` for the channels of one tile.
static void accumulate_depthwise(const lockstep_convolution *c, const weight_cut *cut,
                                 const float *x, long column, long first, long last, float *target,
                                 long target_step) {
  long windows[PANEL];
  run runs[PANEL];
  const span whole = {.first = 0, .step = 1, .count = 1};
  const long taps = find_runs(c, &whole, &whole, 0, kernel_taps(c), runs);
  const long column_last = at_most(column + TILE_COLUMNS, c->groups);
  for (long panel = first; panel < last || panel == 0; panel++) {
    const long p = panel * PANEL;
    const long inner = at_most(cut->k - p, PANEL);
    const bool is_first = panel == first || target_step != 0;
    find_windows(c, p, inner, windows);
    for (long j = column; j < column_last; j += W) {
      const long channels = at_most(column_last - j, W);
      const float *const dy = c->a + p * c->outputs + j;
      for (long t = 0; t < taps;) {
        vector sums[TAP_ROWS];
        long done = 1;
        if (taps - t >= TAP_ROWS) {
          done = TAP_ROWS;
          compute_taps(TAP_ROWS, x + j, dy, c->outputs, windows, inner, runs + t, channels, sums);
        } else {
          compute_taps(1, x + j, dy, c->outputs, windows, inner, runs + t, channels, sums);
        }
        for (long s = 0; s < done; s++) {
          for (long channel = 0; channel < channels; channel++) {
            float *const to = target + (j + channel) * taps + t + s;
            *to = is_first ? sums[s][channel] : *to + sums[s][channel];
          }
        }
        t += done;
      }
    }
    target += target_step;
  }
}

static void weights_compute(const lockstep_convolution *c, long task, float *scratch) {
  const weight_cut cut = cut_weights(c);
  const float *const x = reads_padded_copy(c) ? scratch : c->b;
  const long block = task % cut.blocks;
  const long first = task / cut.blocks * cut.panels_each;
  const long last = at_most(first + cut.panels_each, cut.panels);
  const bool apart = cut.panel_blocks > 1;
  const long step = apart ? weight_count(c) : 0;
  float *const target = apart ? scratch + weight_copy_size(c) + first * step : c->c;
  const long column = block % cut.column_blocks * cut.width;
  if (is_depthwise(c)) {
    accumulate_depthwise(c, &cut, x, column, first, last, target, step);
  } else {
    const long row = block / cut.column_blocks % cut.row_blocks * WEIGHT_ROWS;
    const long group = block / cut.column_blocks / cut.row_blocks;
    accumulate_weights(c, &cut, x, group, row, column, first, last, target, step);
  }
}

/// Adds panels that were computed apart, from left to right.
static void weights_add_panels(const lockstep_convolution *c, const float *scratch) {
  const weight_cut cut = cut_weights(c);
  const long count = weight_count(c);
  const float *const panels = scratch + weight_copy_size(c);
  __builtin_memcpy(c->c, panels, (unsigned long)count * sizeof(float));
  for (long panel = 1; panel < cut.panels; panel++) {
    add(count, c->c, panels + panel * count, c->c);
  }
}
