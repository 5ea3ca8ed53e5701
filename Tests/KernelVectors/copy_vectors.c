#include "vectors.h"

/// Copies [outer, rows, columns] into another order of axes, in two parts.
static void copy(run *r, long outer, long rows, long columns, long size, int order) {
  begin(r, NORMAL_DRAW, "copy %ldx%ldx%ld of %ld bytes, order %d", outer, rows, columns, size, order);
  const long count = outer * rows * columns;
  uint8_t *x = BLANK(r, uint8_t, count * size), *y = BLANK(r, uint8_t, count * size);
  for (long i = 0; i < count * size; i++) x[i] = (uint8_t)next_word(r);
  const lockstep_axis one = {1, 0, 0};
  // x always has the columns side by side; y has the axis that `order` says.
  static const int last_axes[][3] = {{0, 1, 2}, {0, 2, 1}, {1, 2, 0}, {2, 1, 0}};
  const long counts[3] = {outer, rows, columns};
  long strides[3], stride = 1;
  for (int place = 2; place >= 0; place--) {
    strides[last_axes[order][place]] = stride;
    stride *= counts[last_axes[order][place]];
  }
  const lockstep_copy plan = {
      .outer = {one, one, one, {outer, rows * columns, strides[0]}},
      .rows = {rows, columns, strides[1]},
      .columns = {columns, 1, strides[2]},
      .element_size = size, .x = x, .y = y};
  // Another orientation of the same copy: rows side by side in x, as a transpose has it.
  lockstep_copy turned = plan;
  turned.rows = plan.columns;
  turned.columns = plan.rows;
  KERNEL(r, copy_planes)(&plan, 0, outer, 0, rows / 3);
  KERNEL(r, copy_planes)(&plan, 0, outer, rows / 3, rows);
  hash_bytes(r, y, count * size);
  memset(y, 0x5a, (size_t)(count * size));
  KERNEL(r, copy_planes)(&turned, 0, outer, 0, columns);
  hash_bytes(r, y, count * size);
  end(r);
}

void copy_vectors(run *r) {
  static const long shapes[][3] = {{1, 1, 1}, {2, 3, 5}, {3, 17, 9}, {2, 70, 33}, {1, 5, 300}};
  for (int i = 0; i < COUNT_OF(shapes); i++)
    for (long size = 1; size <= 8; size *= 2)
      for (int order = 0; order < 4; order++)
        copy(r, shapes[i][0], shapes[i][1], shapes[i][2], size, order);
}
