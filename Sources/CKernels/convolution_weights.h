// The gradient of a convolution's weight: products over all places of the output. NUM-102.

#pragma STDC FP_CONTRACT OFF

enum {
  // Elements of a filter that a task computes: their sums stay in the second cache.
  MOST_WEIGHT_ELEMENTS = 384,
  LEAST_WEIGHT_ELEMENTS = 96,
  // Up to so many tasks, panels are computed apart and added afterwards.
  FEW_WEIGHT_TASKS = 4,
  WANTED_WEIGHT_TASKS = 8,
};

/// How the gradient, for each group a matrix [outputs, elements] of sums of k terms, is cut into tasks.
typedef struct weight_cut {
  long groups, outputs, elements;
  long k, panels;
  long tile, tiles;  // outputs of a tile; tiles of a group
  long element_block, element_blocks;
  long blocks;  // of all groups
  // Panels of a task; all of them unless blocks are few.
  long panels_each, panel_blocks;
} weight_cut;

INLINE weight_cut cut_weights(const lockstep_convolution *c) {
  weight_cut cut = {.groups = product_groups(c),
                    .outputs = is_depthwise(c) ? c->outputs : group_outputs(c),
                    .elements = kernel_taps(c) * group_inputs(c),
                    .k = c->batch * c->rows.output * c->columns.output,
                    .tile = TILE_COLUMNS};
  cut.panels = divide_up(cut.k, PANEL);
  // Channels of x must not be read where there are none.
  if (is_depthwise(c) && c->outputs % TILE_COLUMNS != 0) cut.tile = W;
  cut.tiles = divide_up(cut.outputs, cut.tile);
  const long tiles = cut.groups * cut.tiles;
  const long wanted = tiles == 0 ? 1 : divide_up(WANTED_WEIGHT_TASKS, tiles);
  const long block = divide_up(cut.elements, wanted);
  cut.element_block =
      at_most(block < LEAST_WEIGHT_ELEMENTS ? LEAST_WEIGHT_ELEMENTS : block, MOST_WEIGHT_ELEMENTS);
  cut.element_blocks = divide_up(cut.elements, cut.element_block);
  cut.blocks = tiles * cut.element_blocks;
  const bool splits = cut.blocks > 0 && cut.blocks < FEW_WEIGHT_TASKS && cut.panels > 1;
  cut.panels_each = splits ? divide_up(cut.panels, WANTED_WEIGHT_TASKS) : cut.panels;
  cut.panel_blocks = splits ? divide_up(cut.panels, cut.panels_each) : 1;
  return cut;
}

/// A part of the gradient: elements of the filters of one tile.
typedef struct weight_block {
  long group, output, outputs, width;
  long first, last;  // elements
  long start;        // of its sums [elements, width] among those of a panel
} weight_block;

INLINE weight_block find_weight_block(const weight_cut *cut, long index) {
  const long tile = index / cut->element_blocks % cut->tiles;
  weight_block block = {.group = index / cut->element_blocks / cut->tiles,
                        .output = tile * cut->tile,
                        .first = index % cut->element_blocks * cut->element_block};
  block.outputs = at_most(cut->outputs - block.output, cut->tile);
  block.width = packed_width(block.outputs);
  block.last = at_most(block.first + cut->element_block, cut->elements);
  block.start = (block.group * cut->tiles + tile) * cut->tile * cut->elements +
                block.first * block.width;
  return block;
}

INLINE long weight_sums(const weight_cut *cut) {
  return cut->groups * cut->tiles * cut->tile * cut->elements;
}
INLINE long weight_copy_size(const lockstep_convolution *c) {
  return reads_padded_copy(c) ? in_lines(c->batch * padded_image_size(c)) : 0;
}

/// A padded copy of x, then the sums of each panel where panels are computed apart.
static long weights_scratch(const lockstep_convolution *c) {
  const weight_cut cut = cut_weights(c);
  return weight_copy_size(c) + (cut.panel_blocks > 1 ? cut.panels * weight_sums(&cut) : 0);
}

/// Up to WEIGHT_PLACES places of the output, of which `last` is the first one that is not wanted.
INLINE void find_weight_places(const lockstep_convolution *c, long first, long last,
                               weight_places *places) {
  const long columns = c->columns.output;
  const long pixel = c->columns.stride * c->inputs;
  const long line = c->rows.stride * padded_size(&c->columns) * c->inputs;
  places->first = first;
  places->count = at_most(last - first, WEIGHT_PLACES);
  for (long i = 0; i < places->count;) {
    const long row = (first + i) / columns;
    const long column = (first + i) % columns;
    const long start =
        row / c->rows.output * padded_image_size(c) + row % c->rows.output * line + column * pixel;
    const long count = at_most(columns - column, places->count - i);
    for (long l = 0; l < count; l++) places->windows[i + l] = start + l * pixel;
    i += count;
  }
}

/// How far from its window's start elements `first` ..< `last` of a filter lie.
INLINE void find_elements(const lockstep_convolution *c, long first, long last, long *elements) {
  const long pixel = c->columns.dilation * c->inputs;
  const long line = c->rows.dilation * padded_size(&c->columns) * c->inputs;
  for (long e = first; e < last; e++) {
    const long tap = e / group_inputs(c);
    elements[e - first] = tap / c->columns.kernel * line + tap % c->columns.kernel * pixel +
                          e % group_inputs(c);
  }
}

/// Panels `first` ..< `last` of a block. Each panel is stored in `sums` or added to it; then `sums` moves
/// on by `step`.
static void accumulate_weights(const lockstep_convolution *c, const weight_cut *cut,
                               const weight_block *block, const NUMBER *x, long first, long last,
                               NUMBER *sums, long step) {
  _Alignas(64) NUMBER packed[WEIGHT_PLACES * TILE_COLUMNS];
  _Alignas(64) NUMBER chains[MOST_WEIGHT_ELEMENTS * TILE_COLUMNS];
  long elements[MOST_WEIGHT_ELEMENTS];
  weight_places places[2];
  weight_tile tile = {.outputs = block->outputs,
                      .elements = elements,
                      .count = block->last - block->first,
                      .dy = c->a + block->output,
                      .dy_step = c->outputs,
                      .x = x,
                      .packed = packed,
                      .chains = chains};
  if (is_depthwise(c)) {
    tile.x += block->output;
  } else {
    tile.x += block->group * group_inputs(c);
    tile.dy += block->group * group_outputs(c);
  }
  find_elements(c, block->first, block->last, elements);
  tile.fetched = tile.count - at_most(tile.count, group_inputs(c) + 16);
  const long end = at_most(last * PANEL, cut->k);
  long p = first * PANEL;
  find_weight_places(c, p, end, &places[0]);
  // One round without terms where k = 0.
  for (int turn = 0;; turn ^= 1) {
    tile.places = &places[turn];
    tile.next = &places[!turn];
    tile.is_start = p % PANEL == 0;
    tile.is_first = step != 0 || p < (first + 1) * PANEL;
    p += tile.places->count;
    tile.is_end = p % PANEL == 0 || p == end;
    tile.sums = sums;
    find_weight_places(c, p, end, &places[!turn]);
    compute_weight_tiles(&tile, is_depthwise(c));
    if (p == end) break;
    if (tile.is_end) sums += step;
  }
}

/// Stores the sums [elements, width] of a block with the elements of a filter side by side.
INLINE void store_weights(const lockstep_convolution *c, const weight_cut *cut,
                          const weight_block *block, const NUMBER *sums) {
  const long count = block->last - block->first;
  NUMBER *const to =
      c->c + (block->group * cut->outputs + block->output) * cut->elements + block->first;
  for (long j = 0; j < block->outputs; j += W) {
    const long outputs = at_most(block->outputs - j, W);
    long e = 0;
    for (; e + W <= count; e += W) {
      transpose_block(outputs, W, sums + e * block->width + j, block->width,
                      to + j * cut->elements + e, cut->elements);
    }
    for (; e < count; e++) {
      for (long i = j; i < j + outputs; i++) to[i * cut->elements + e] = sums[e * block->width + i];
    }
  }
}

static void weights_compute(const lockstep_convolution *c, long task, NUMBER *scratch) {
  _Alignas(64) NUMBER sums[MOST_WEIGHT_ELEMENTS * TILE_COLUMNS];
  const weight_cut cut = cut_weights(c);
  const weight_block block = find_weight_block(&cut, task % cut.blocks);
  const NUMBER *const x = reads_padded_copy(c) ? scratch : c->b;
  if (cut.panel_blocks == 1) {
    accumulate_weights(c, &cut, &block, x, 0, cut.panels, sums, 0);
    store_weights(c, &cut, &block, sums);
    return;
  }
  const long first = task / cut.blocks * cut.panels_each;
  const long last = at_most(first + cut.panels_each, cut.panels);
  const long step = weight_sums(&cut);
  NUMBER *const panels = scratch + weight_copy_size(c) + block.start;
  accumulate_weights(c, &cut, &block, x, first, last, panels + first * step, step);
}

/// Adds panels of a block that were computed apart, from left to right.
static void weights_add_panels(const lockstep_convolution *c, long index, NUMBER *scratch) {
  const weight_cut cut = cut_weights(c);
  const weight_block block = find_weight_block(&cut, index);
  const long count = (block.last - block.first) * block.width;
  NUMBER *const panels = scratch + weight_copy_size(c) + block.start;
  for (long panel = 1; panel < cut.panels; panel++) {
    add_elements(count, panels, panels + panel * weight_sums(&cut), panels);
  }
  store_weights(c, &cut, &block, panels);
}
