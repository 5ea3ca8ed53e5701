// Pooling of images [row, column, channel]: NUM-114 to NUM-116. Vectors lie along the channels.

#pragma STDC FP_CONTRACT OFF

/// The window of an output position: bounds along an axis are pairs of first and last.
#define POOL_WINDOW(pool, row, column)                       \
  const long top = (pool)->row_bounds[2 * (row)];            \
  const long bottom = (pool)->row_bounds[2 * (row) + 1];     \
  const long left = (pool)->column_bounds[2 * (column)];     \
  const long right = (pool)->column_bounds[2 * (column) + 1];

INLINE vector load_channels(const NUMBER *address, long count) {
  return count >= W ? load(address) : load_first(address, count);
}

INLINE void store_channels(NUMBER *address, vector value, long count) {
  if (count >= W) {
    store(address, value);
  } else {
    store_first(address, value, count);
  }
}

/// One window of up to W channels of an image.
INLINE void max_window(const lockstep_pooling *pool, long row, long column, long count,
                       const NUMBER *x, NUMBER *y, int32_t *places) {
  POOL_WINDOW(pool, row, column)
  const long n = pool->channels;
  long position = top * pool->columns + left;
  vector best = load_channels(x + position * n, count);
  vector_mask place = (vector_mask)((int32_t)position);
  for (long r = top; r < bottom; r++) {
    for (long c = left; c < right; c++) {
      position = r * pool->columns + c;
      const vector value = load_channels(x + position * n, count);
      // The first NaN stays, because nothing is greater than it.
      const vector_mask found = (value > best) | ((value != value) & (best == best));
      // Equal elements have the same bits but for zeros, of which +0 is the larger: no sign is left.
      const vector_mask equal = value == best;
      const vector_mask bits = (vector_mask)best & ((vector_mask)value | ~equal);
      best = (vector)((found & (vector_mask)value) | (~found & bits));
      place = (found & (vector_mask)((int32_t)position)) | (~found & place);
    }
  }
  store_channels(y, best, count);
  for (int i = 0; i < W; i++) {
    if (i < count) places[i] = place[i];
  }
}

static void max_pool(const lockstep_pooling *pool, long first, long last, const NUMBER *x, NUMBER *y,
                     int32_t *places) {
  const long n = pool->channels;
  for (long i = first; i < last; i++) {
    const NUMBER *const image = x + i / pool->output_rows * pool->rows * pool->columns * n;
    for (long column = 0; column < pool->output_columns; column++) {
      const long output = (i * pool->output_columns + column) * n;
      for (long j = 0; j < n; j += W) {
        max_window(pool, i % pool->output_rows, column, n - j, image + j, y + output + j,
                   places + output + j);
      }
    }
  }
}

/// What a window's sum is divided by.
INLINE NUMBER window_divisor(const lockstep_pooling *pool, long row, long column, long present) {
  return (NUMBER)(pool->counts_padding ? pool->row_lengths[row] * pool->column_lengths[column]
                                      : present);
}

static void average_pool(const lockstep_pooling *pool, long first, long last, const NUMBER *x,
                         long *positions, NUMBER *y) {
  const long n = pool->channels;
  const long plane = pool->rows * pool->columns * n;
  for (long i = first; i < last; i++) {
    const long row = i % pool->output_rows;
    const NUMBER *const image = x + i / pool->output_rows * plane;
    for (long column = 0; column < pool->output_columns; column++) {
      POOL_WINDOW(pool, row, column)
      long present = 0;
      for (long r = top; r < bottom; r++) {
        for (long c = left; c < right; c++) positions[present++] = r * pool->columns + c;
      }
      NUMBER *const result = y + (i * pool->output_columns + column) * n;
      sum_columns_of(present, n, 0, n, plane, positions, image, result);
      divide_by(n, window_divisor(pool, row, column, present), result, result);
    }
  }
}

/// Images first ..< last.
static void max_pool_gradient(const lockstep_pooling *pool, long first, long last, const NUMBER *dy,
                              const int32_t *places, NUMBER *dx) {
  const long n = pool->channels;
  const long plane = pool->rows * pool->columns * n;
  const long windows = pool->output_rows * pool->output_columns;
  for (long i = first; i < last; i++) {
    NUMBER *const image = dx + i * plane;
    fill(plane, 0.0f, image);
    for (long window = i * windows; window < (i + 1) * windows; window++) {
      for (long j = 0; j < n; j++) {
        image[places[window * n + j] * n + j] += dy[window * n + j];
      }
    }
  }
}

/// Adds a window's shares to up to W channels of an image.
INLINE void spread_window(const lockstep_pooling *pool, long row, long column, long count,
                          const NUMBER *dy, NUMBER *dx) {
  POOL_WINDOW(pool, row, column)
  const long n = pool->channels;
  const long present = (bottom - top) * (right - left);
  const vector share = load_channels(dy, count) / window_divisor(pool, row, column, present);
  for (long r = top; r < bottom; r++) {
    for (long c = left; c < right; c++) {
      NUMBER *const element = dx + (r * pool->columns + c) * n;
      store_channels(element, load_channels(element, count) + share, count);
    }
  }
}

/// Images first ..< last.
static void average_pool_gradient(const lockstep_pooling *pool, long first, long last,
                                  const NUMBER *dy, NUMBER *dx) {
  const long n = pool->channels;
  const long plane = pool->rows * pool->columns * n;
  for (long i = first; i < last; i++) {
    NUMBER *const image = dx + i * plane;
    fill(plane, 0.0f, image);
    for (long row = 0; row < pool->output_rows; row++) {
      for (long column = 0; column < pool->output_columns; column++) {
        const long window =
            (i * pool->output_rows + row) * pool->output_columns * n + column * n;
        for (long j = 0; j < n; j += W) {
          spread_window(pool, row, column, n - j, dy + window + j, image + j);
        }
      }
    }
  }
}

#undef POOL_WINDOW
