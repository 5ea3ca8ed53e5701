// Convolution and the gradient of its input: for each place of c, a product over the taps that are
// present there. Places that have the same taps are computed together. NUM-100, NUM-101.

#pragma STDC FP_CONTRACT OFF

enum {
  TASK_PLACES = 48,
  // Channels of a pixel from which on the next ones are fetched early.
  FETCHED_PIXEL = 16,
};

/// Sizes of the products and distances between places. Kept at the start of the scratch; spans, packed
/// weights and a padded copy of the input follow.
typedef struct places_plan {
  long inner, outer;  // channels of a group in a and in c
  long k;
  long a_image, a_row, a_column;  // from place to place of a span
  long c_image, c_row, c_column;
  long row_spans, column_spans;
} places_plan;

/// A part of c: places of two spans, columns of one group.
typedef struct places_task {
  span row, column;
  long first, last;  // of batch · rows · columns
  long group;
  long column_first, column_last;
} places_task;

/// Whole cache lines of binary32, or of twice as many of binary64.
INLINE long in_lines(long numbers) { return divide_up(numbers, 16) * 16; }

INLINE bool is_input_gradient(const lockstep_convolution *c) {
  return c->kind == LOCKSTEP_INPUT_GRADIENT;
}

// Places of the parts of the scratch.
INLINE long spans_start(void) { return in_lines((long)(sizeof(places_plan) / sizeof(NUMBER))); }
INLINE long weights_start(const lockstep_convolution *c) {
  const long rows = is_input_gradient(c) ? c->rows.input : 1;
  const long columns = is_input_gradient(c) ? c->columns.input : 1;
  return spans_start() + in_lines((rows + columns + 2) * (long)(sizeof(span) / sizeof(NUMBER)));
}
INLINE long group_columns(const lockstep_convolution *c) {
  if (is_depthwise(c)) return c->groups;
  return is_input_gradient(c) ? group_inputs(c) : group_outputs(c);
}
INLINE long group_terms(const lockstep_convolution *c) {
  if (is_depthwise(c)) return kernel_taps(c);
  return kernel_taps(c) * (is_input_gradient(c) ? group_outputs(c) : group_inputs(c));
}
INLINE long product_groups(const lockstep_convolution *c) {
  return is_depthwise(c) ? 1 : c->groups;
}
INLINE long group_tiles(const lockstep_convolution *c) {
  return divide_up(group_columns(c), TILE_COLUMNS);
}
INLINE long copy_start(const lockstep_convolution *c) {
  return weights_start(c) +
         product_groups(c) * group_tiles(c) * in_lines(TILE_COLUMNS * group_terms(c));
}

static long places_scratch(const lockstep_convolution *c) {
  return copy_start(c) + (reads_padded_copy(c) ? c->batch * padded_image_size(c) : 0);
}

static void make_places_plan(const lockstep_convolution *c, NUMBER *scratch) {
  places_plan plan = {.inner = group_inputs(c), .outer = group_outputs(c), .k = group_terms(c)};
  if (is_input_gradient(c)) {
    plan.inner = group_outputs(c);
    plan.outer = group_inputs(c);
    plan.a_column = c->outputs;
    plan.a_row = c->columns.output * c->outputs;
    plan.a_image = c->rows.output * plan.a_row;
    plan.c_column = c->inputs;
    plan.c_row = c->columns.input * c->inputs;
    plan.c_image = c->rows.input * plan.c_row;
  } else {
    const long line = padded_size(&c->columns) * c->inputs;
    plan.a_column = c->columns.stride * c->inputs;
    plan.a_row = c->rows.stride * line;
    plan.a_image = padded_image_size(c);
    plan.c_column = c->outputs;
    plan.c_row = c->columns.output * c->outputs;
    plan.c_image = c->rows.output * plan.c_row;
  }
  span *const spans = (span *)(scratch + spans_start());
  plan.row_spans = cut_into_spans(c, &c->rows, spans);
  plan.column_spans = cut_into_spans(c, &c->columns, spans + plan.row_spans);
  *(places_plan *)scratch = plan;
}

/// Packs the weights of one tile: [k, width], columns contiguous.
static void pack_convolution_weights(const lockstep_convolution *c, long index, NUMBER *scratch) {
  const long k = group_terms(c);
  const long group = index / group_tiles(c);
  const long j = index % group_tiles(c) * TILE_COLUMNS;
  const long columns = at_most(group_columns(c) - j, TILE_COLUMNS);
  const long width = packed_width(columns);
  NUMBER *const packed = scratch + weights_start(c) + index * in_lines(TILE_COLUMNS * k);
  if (is_depthwise(c)) {
    transpose(k, columns, width, c->b + j * k, k, packed);
  } else if (is_input_gradient(c)) {
    // w[o, tap, j…]: rows of b are (tap, o).
    const long taps = kernel_taps(c);
    const long row = taps * group_inputs(c);
    const NUMBER *const w = c->b + group * group_outputs(c) * row + j;
    for (long tap = 0; tap < taps; tap++) {
      copy_rows(group_outputs(c), columns, width, w + tap * group_inputs(c), row,
                packed + tap * group_outputs(c) * width);
    }
  } else {
    transpose(k, columns, width, c->b + (group * group_outputs(c) + j) * k, k, packed);
  }
}

static long places_copying_tasks(const lockstep_convolution *c) {
  return 1 + product_groups(c) * group_tiles(c) + (reads_padded_copy(c) ? c->batch : 0);
}

static void places_copy(const lockstep_convolution *c, long task, NUMBER *scratch) {
  const long tiles = product_groups(c) * group_tiles(c);
  if (task == 0) {
    make_places_plan(c, scratch);
  } else if (task <= tiles) {
    pack_convolution_weights(c, task - 1, scratch);
  } else {
    pad_image(c, c->a, task - 1 - tiles, scratch + copy_start(c));
  }
}

/// Blocks of places of one pair of spans.
INLINE long place_blocks(const lockstep_convolution *c, const span *row, const span *column) {
  return divide_up(c->batch * row->count * column->count, TASK_PLACES);
}

INLINE long all_place_blocks(const lockstep_convolution *c, const NUMBER *scratch) {
  const places_plan *const plan = (const places_plan *)scratch;
  const span *const spans = (const span *)(scratch + spans_start());
  long blocks = 0;
  for (long r = 0; r < plan->row_spans; r++) {
    for (long q = 0; q < plan->column_spans; q++) {
      blocks += place_blocks(c, &spans[r], &spans[plan->row_spans + q]);
    }
  }
  return blocks;
}

/// Columns of a task: many, because each task finds its places and runs anew.
INLINE long place_columns(const lockstep_convolution *c, long blocks) {
  long columns = MOST_TASK_COLUMNS;
  while (columns > LEAST_TASK_COLUMNS &&
         blocks * product_groups(c) * divide_up(group_columns(c), columns) < ENOUGH_TASKS) {
    columns /= 2;
  }
  return columns;
}

static long places_tasks(const lockstep_convolution *c, const NUMBER *scratch) {
  const long blocks = all_place_blocks(c, scratch);
  return blocks * product_groups(c) * divide_up(group_columns(c), place_columns(c, blocks));
}

INLINE places_task find_places_task(const lockstep_convolution *c, long task,
                                    const NUMBER *scratch) {
  const places_plan *const plan = (const places_plan *)scratch;
  const span *const spans = (const span *)(scratch + spans_start());
  const long blocks = all_place_blocks(c, scratch);
  const long width = place_columns(c, blocks);
  const long column_blocks = divide_up(group_columns(c), width);
  long block = task / column_blocks % blocks;
  places_task found = {.group = task / column_blocks / blocks,
                       .column_first = task % column_blocks * width};
  found.column_last = at_most(found.column_first + width, group_columns(c));
  for (long pair = 0;; pair++) {
    found.row = spans[pair / plan->column_spans];
    found.column = spans[plan->row_spans + pair % plan->column_spans];
    const long here = place_blocks(c, &found.row, &found.column);
    if (block < here) break;
    block -= here;
  }
  found.first = block * TASK_PLACES;
  found.last = at_most(found.first + TASK_PLACES, c->batch * found.row.count * found.column.count);
  return found;
}

/// The places that follow a task's in the same spans, or none.
INLINE places_task find_next_places(const lockstep_convolution *c, const places_task *task) {
  places_task next = *task;
  next.first = task->last;
  next.last = at_most(task->last + TASK_PLACES, c->batch * task->row.count * task->column.count);
  return next;
}

/// Addresses of the task's places in a and, where they are wanted, in c.
INLINE void find_places(const lockstep_convolution *c, const places_plan *plan,
                        const places_task *task, const NUMBER *a_start, const NUMBER **a,
                        NUMBER **c_rows) {
  const bool is_split = !is_depthwise(c);
  a_start += is_split ? task->group * plan->inner : 0;
  NUMBER *const c_start = c->c + (is_split ? task->group * plan->outer : 0);
  long column = task->first % task->column.count;
  long row = task->first / task->column.count % task->row.count;
  long image = task->first / task->column.count / task->row.count;
  for (long i = 0; i < task->last - task->first; i++) {
    a[i] = a_start + image * plan->a_image + row * plan->a_row + column * plan->a_column;
    if (c_rows != NULL) {
      c_rows[i] = c_start + image * plan->c_image +
                  (task->row.first + row * task->row.step) * plan->c_row +
                  (task->column.first + column * task->column.step) * plan->c_column;
    }
    if (++column == task->column.count) {
      column = 0;
      if (++row == task->row.count) {
        row = 0;
        image++;
      }
    }
  }
}

/// Asks for pixels of a, `numbers` long, that places `first` ..< `last` need and earlier ones did not, about:
/// they may lie in a far cache.
INLINE void fetch_pixels(const NUMBER *const *a, long first, long last, long distance,
                         long numbers) {
  for (long i = first; i < last; i++) {
    for (long l = 0; l < numbers; l += 16) __builtin_prefetch(a[i] + distance + l);
  }
}

static void places_compute(const lockstep_convolution *c, long index, const NUMBER *scratch) {
  const places_plan *const plan = (const places_plan *)scratch;
  const places_task task = find_places_task(c, index, scratch);
  const places_task next = find_next_places(c, &task);
  const NUMBER *a[TASK_PLACES], *next_a[TASK_PLACES];
  NUMBER *c_rows[TASK_PLACES];
  run runs[PANEL];
  const NUMBER *const start = reads_padded_copy(c) ? scratch + copy_start(c) : c->a;
  find_places(c, plan, &task, start, a, c_rows);
  // Smaller pixels are neighbours of each other, which the processor fetches by itself.
  const bool fetches = plan->inner >= FETCHED_PIXEL;
  if (fetches) find_places(c, plan, &next, start, next_a, NULL);
  const long places = task.last - task.first;
  const long next_places = fetches ? next.last - next.first : 0;
  const long group_start = weights_start(c) +
                           task.group * group_tiles(c) * in_lines(TILE_COLUMNS * plan->k);
  const NUMBER *const bias = c->bias == NULL ? NULL : c->bias + task.group * group_columns(c);
  bool is_first = true;
  // One round without runs where k = 0 or no tap is present at all.
  for (long p = 0; p < plan->k || is_first; p += PANEL) {
    const long last = at_most(p + PANEL, plan->k);
    const long count = find_runs(c, &task.row, &task.column, p, last, runs);
    if (count == 0 && last < plan->k) continue;
    if (count == 0 && !is_first) break;
    // New to the next places is what the tap reads that reaches farthest: the first or the last one.
    const run *const farthest = is_input_gradient(c) ? runs : runs + count - 1;
    const bool fetches_now = count > 0 && (is_input_gradient(c) ? is_first : last == plan->k);
    const long distance =
        !fetches_now ? 0
        : is_input_gradient(c) ? farthest->a
                               : farthest->a + farthest->length - plan->inner;
    for (long j = task.column_first; j < task.column_last; j += TILE_COLUMNS) {
      const long columns = at_most(group_columns(c) - j, TILE_COLUMNS);
      const long width = packed_width(columns);
      gathered_tile tile = {
          .runs = runs,
          .run_count = count,
          .b = scratch + group_start + j / TILE_COLUMNS * in_lines(TILE_COLUMNS * plan->k) +
               p * width,
          .b_step = width,
          .column = j,
          .is_first = is_first,
          .bias = bias != NULL && last == plan->k ? bias + j : NULL,
          .rectifies = c->rectifies && last == plan->k};
      for (long i = 0; i < places;) {
        tile.a = a + i;
        tile.c = c_rows + i;
        if (fetches_now && j == task.column_first) {
          fetch_pixels(next_a, at_most(i, next_places), at_most(i + GATHERED_ROWS, next_places),
                       distance, plan->inner);
        }
        i += is_depthwise(c) ? compute_depthwise_rows(places - i, &tile, columns)
                             : compute_gathered_rows(places - i, &tile, columns);
      }
    }
    is_first = false;
  }
}
