// The product rule for one tile of the gradient of a weight: NUM-004, NUM-102.
//
// Vectors lie along the outputs, which are neighbours in dy, and elements of x are read where they are:
// nothing is unfolded. Sums therefore have the outputs side by side until all panels are done.

#pragma STDC FP_CONTRACT OFF

enum {
  // Places that are read once for each tile: what they need of x and dy stays in the nearest cache.
  WEIGHT_PLACES = 64,
};

/// Some places of a panel, and where their windows start in x.
typedef struct weight_places {
  long first, count;
  long windows[WEIGHT_PLACES];
} weight_places;

/// Elements of up to TILE_COLUMNS filters for some places.
typedef struct weight_tile {
  const weight_places *places, *next;
  const NUMBER *x;
  const long *elements;  // how far from a window's start each element of the filter lies
  long count;            // of elements
  long fetched;          // the first of those that neighbouring places do not share, about
  const NUMBER *dy;
  long outputs, dy_step;
  NUMBER *packed;          // dy of the places: [places, width]
  bool is_start, is_end;  // of a panel
  bool is_first;          // store the panel; later ones are added
  NUMBER *chains;          // of an unfinished panel: [elements, width]
  NUMBER *sums;            // of panels: [elements, width]
} weight_tile;

/// Computes `rows` elements of `vectors` · W filters from `first` on as fma chains over the places, from
/// +0 at the start of a panel.
///
/// In a depthwise convolution every filter has a channel of x of its own, of which there are `channels`.
INLINE void compute_weights(const int rows, const int vectors, const bool is_depthwise,
                            const weight_tile *tile, long first, long channels) {
  vector sums[GATHERED_ROWS][2];
  long elements[GATHERED_ROWS];
  const NUMBER *const chains = tile->chains + first * vectors * W;
  for (int r = 0; r < rows; r++) {
    elements[r] = tile->elements[first + r];
    for (int v = 0; v < vectors; v++) {
      sums[r][v] = tile->is_start ? (vector)(0.0f) : load(chains + (r * vectors + v) * W);
    }
  }
  const NUMBER *dy = tile->packed;
  const long *const windows = tile->places->windows;
  for (long i = 0; i < tile->places->count; i++) {
    const NUMBER *const window = tile->x + windows[i];
    vector left[2];
    for (int v = 0; v < vectors; v++) left[v] = load(dy + v * W);
    dy += vectors * W;
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) {
      const NUMBER *const x = window + elements[r];
      vector right = (vector)(*x);
      for (int v = 0; v < vectors; v++) {
        if (is_depthwise) right = channels >= W ? load(x + v * W) : load_first(x, channels);
        sums[r][v] = fma_vector(left[v], right, sums[r][v]);
      }
    }
  }
  const bool adds = tile->is_end && !tile->is_first;
  NUMBER *const results = (tile->is_end ? tile->sums : tile->chains) + first * vectors * W;
  for (int r = 0; r < rows; r++) {
    for (int v = 0; v < vectors; v++) {
      NUMBER *const to = results + (r * vectors + v) * W;
      store(to, adds ? load(to) + sums[r][v] : sums[r][v]);
    }
  }
}

// A depthwise tile of two vectors has all its channels.
#define TILE(rows)                                                                             \
  static void compute_weights_##rows(const weight_tile *tile, long first, bool is_depthwise) { \
    if (!is_depthwise && tile->outputs <= W) {                                                 \
      compute_weights(rows, 1, false, tile, first, W);                                         \
    } else if (!is_depthwise) {                                                                \
      compute_weights(rows, 2, false, tile, first, W);                                         \
    } else if (tile->outputs < W) {                                                            \
      compute_weights(rows, 1, true, tile, first, tile->outputs);                              \
    } else if (tile->outputs == W) {                                                           \
      compute_weights(rows, 1, true, tile, first, W);                                          \
    } else {                                                                                   \
      compute_weights(rows, 2, true, tile, first, W);                                          \
    }                                                                                          \
  }

#define EACH_ROWS_TO_4(entry) entry(1) entry(2) entry(3) entry(4)
#if LOCKSTEP_TILE_ROWS >= 8
#define EACH_ROWS(entry) EACH_ROWS_TO_4(entry) entry(5) entry(6) entry(7) entry(8)
#elif LOCKSTEP_TILE_ROWS == 6
#define EACH_ROWS(entry) EACH_ROWS_TO_4(entry) entry(5) entry(6)
#else
#define EACH_ROWS(entry) EACH_ROWS_TO_4(entry)
#endif

EACH_ROWS(TILE)

/// Asks for what places `first` ..< `last` of the next ones need: it may lie in a far cache.
INLINE void fetch_places(const weight_tile *tile, long first, long last) {
  const NUMBER *dy = tile->dy + (tile->next->first + first) * tile->dy_step;
  for (long i = first; i < last; i++) {
    const NUMBER *const window = tile->x + tile->next->windows[i];
    __builtin_prefetch(dy);
    dy += tile->dy_step;
    for (long e = tile->count - 1; e >= tile->fetched; e -= 16) {
      __builtin_prefetch(window + tile->elements[e]);
    }
  }
}

/// Computes all elements, and fetches a share of the next places before each few of them.
INLINE void compute_weight_tiles(const weight_tile *tile, bool is_depthwise) {
  copy_rows(tile->places->count, tile->outputs, packed_width(tile->outputs),
            tile->dy + tile->places->first * tile->dy_step, tile->dy_step, tile->packed);
  const long tiles = divide_up(tile->count, GATHERED_ROWS);
  const long least = tile->count / tiles;
  const long more = tile->count - tiles * least;
  const long share = divide_up(tile->next->count, tiles);
  for (long t = 0, first = 0; t < tiles; t++) {
    const long fetched = at_most(t * share, tile->next->count);
    fetch_places(tile, fetched, at_most(fetched + share, tile->next->count));
    // As equal as can be: few rows wait for their own chains.
    const long rows = least + (t < more);
#define TRY(size)                                                            \
  case size:                                                                 \
    compute_weights_##size(tile, first, is_depthwise);                       \
    break;
    switch (rows) { EACH_ROWS(TRY) }
#undef TRY
    first += rows;
  }
}

#undef TILE
#undef EACH_ROWS
#undef EACH_ROWS_TO_4
