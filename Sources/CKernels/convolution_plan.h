// What the three kinds of convolution have in common: padding, places and runs of the product rule.
// NUM-100 to NUM-102.

#pragma STDC FP_CONTRACT OFF

/// Neighbours along the inner axis of the product rule whose elements of a are neighbours, too.
typedef struct run {
  long a;       // distance of the first one from the place's own address
  long b;       // its row in a packed tile of b
  long length;  // at least 1
} run;

/// Places along an axis that have the same kernel elements present: first, first + step, ….
typedef struct span {
  long first, step, count;
} span;

INLINE long group_inputs(const lockstep_convolution *c) { return c->inputs / c->groups; }
INLINE long group_outputs(const lockstep_convolution *c) { return c->outputs / c->groups; }
INLINE long kernel_taps(const lockstep_convolution *c) { return c->rows.kernel * c->columns.kernel; }
INLINE long padded_size(const lockstep_convolution_axis *axis) {
  return axis->before + axis->input + axis->after;
}

/// One filter a channel, in one panel: computed with channels in the lanes.
INLINE bool is_depthwise(const lockstep_convolution *c) {
  return c->groups > 1 && c->inputs == c->groups && c->outputs == c->groups &&
         kernel_taps(c) <= PANEL;
}

/// Whether x is read from a copy with zeros around it.
INLINE bool reads_padded_copy(const lockstep_convolution *c) {
  return c->kind != LOCKSTEP_INPUT_GRADIENT &&
         (c->rows.before | c->rows.after | c->columns.before | c->columns.after) != 0;
}

INLINE long padded_image_size(const lockstep_convolution *c) {
  return padded_size(&c->rows) * padded_size(&c->columns) * c->inputs;
}

/// Copies an image of x and puts +0 around it.
INLINE void pad_image(const lockstep_convolution *c, const NUMBER *x, long image, NUMBER *padded) {
  const long width = c->columns.input * c->inputs;
  const long left = c->columns.before * c->inputs;
  const long padded_width = padded_size(&c->columns) * c->inputs;
  NUMBER *to = padded + image * padded_image_size(c);
  const NUMBER *from = x + image * c->rows.input * width;
  for (long row = -c->rows.before; row < c->rows.input + c->rows.after; row++) {
    const bool is_inside = row >= 0 && row < c->rows.input;
    const long copied = is_inside ? width : 0;
    const long start = is_inside ? left : 0;
    __builtin_memset(to, 0, (unsigned long)start * sizeof(NUMBER));
    if (copied > 0) __builtin_memcpy(to + start, from, (unsigned long)copied * sizeof(NUMBER));
    __builtin_memset(to + start + copied, 0,
                     (unsigned long)(padded_width - start - copied) * sizeof(NUMBER));
    to += padded_width;
    from += copied;
  }
}

/// Whether kernel element `tap` is present for a place of the axis.
INLINE bool is_present(const lockstep_convolution *c, const lockstep_convolution_axis *axis,
                       long place, long tap) {
  if (c->kind != LOCKSTEP_INPUT_GRADIENT) return true;
  const long distance = place + axis->before - tap * axis->dilation;
  return distance >= 0 && distance % axis->stride == 0 && distance / axis->stride < axis->output;
}

/// How far from the first place of a span the element of a lies that meets kernel element `tap`.
INLINE long tap_distance(const lockstep_convolution *c, const lockstep_convolution_axis *axis,
                         const span *places, long tap) {
  if (c->kind != LOCKSTEP_INPUT_GRADIENT) return tap * axis->dilation;
  return (places->first + axis->before - tap * axis->dilation) / axis->stride;
}

/// Cuts the places of c along an axis into spans; returns how many there are.
///
/// The taps that an input element has depend on it modulo the stride and on its nearness to an edge.
INLINE long cut_into_spans(const lockstep_convolution *c, const lockstep_convolution_axis *axis,
                           span *spans) {
  if (c->kind != LOCKSTEP_INPUT_GRADIENT) {
    spans[0] = (span){.first = 0, .step = 1, .count = axis->output};
    return 1;
  }
  long count = 0;
  for (long residue = 0; residue < at_most(axis->stride, axis->input); residue++) {
    for (long place = residue; place < axis->input;) {
      span *const current = &spans[count++];
      *current = (span){.first = place, .step = axis->stride, .count = 0};
      bool is_same = true;
      while (is_same && place < axis->input) {
        current->count++;
        place += axis->stride;
        for (long tap = 0; tap < axis->kernel; tap++) {
          is_same = is_same && is_present(c, axis, place, tap) ==
                                   is_present(c, axis, current->first, tap);
        }
      }
    }
  }
  return count;
}

/// Writes the runs of positions `first` ..< `last` of the product rule for places of two spans:
/// positions ascend by kernel row, kernel column, channel of a group, and keep their numbers.
/// Returns how many there are, at most one a position.
INLINE long find_runs(const lockstep_convolution *c, const span *row, const span *column, long first,
                      long last, run *runs) {
  const bool is_gradient = c->kind == LOCKSTEP_INPUT_GRADIENT;
  const long inner = is_gradient ? group_outputs(c) : group_inputs(c);
  const long pixel = is_gradient ? c->outputs : c->inputs;
  const long line = pixel * (is_gradient ? c->columns.output : padded_size(&c->columns));
  long count = 0;
  for (long p = first; p < last;) {
    const long tap = p / inner;
    const long channel = p % inner;
    const long length = at_most(inner - channel, last - p);
    const long r = tap / c->columns.kernel;
    const long q = tap % c->columns.kernel;
    if (is_present(c, &c->rows, row->first, r) && is_present(c, &c->columns, column->first, q)) {
      const long a = tap_distance(c, &c->rows, row, r) * line +
                     tap_distance(c, &c->columns, column, q) * pixel + channel;
      run *const before = count > 0 ? &runs[count - 1] : NULL;
      if (before != NULL && before->a + before->length == a &&
          before->b + before->length == p - first) {
        before->length += length;
      } else {
        runs[count++] = (run){.a = a, .b = p - first, .length = length};
      }
    }
    p += length;
  }
  return count;
}
