#include "vectors.h"

// Rows, columns, and which operands have one element for a whole row: bit 0 left, bit 1 right.
static const long shapes[][3] = {{0, 3, 0},  {3, 0, 0}, {1, 1, 0},  {2, 5, 0},   {3, 17, 0},
                                 {3, 33, 1}, {2, 65, 1}, {4, 9, 2}, {2, 130, 2}, {5, 3, 2}};

static lockstep_pair shape_of(int i) {
  const long columns = shapes[i][1], repeated = shapes[i][2];
  return (lockstep_pair){.rows = shapes[i][0],
                         .columns = columns,
                         .left_stride = repeated & 1 ? 1 : columns,
                         .left_step = !(repeated & 1),
                         .right_stride = repeated & 2 ? 1 : columns,
                         .right_step = !(repeated & 2)};
}

#define PAIRS(name, input, draw_input, result, hash)                                    \
  do {                                                                                  \
    for (draw d = 0; d < DRAW_COUNT; d++)                                               \
      for (int i = 0; i < COUNT_OF(shapes); i++) {                                      \
        const lockstep_pair shape = shape_of(i);                                        \
        const long count = shape.rows * shape.columns;                                  \
        begin(r, d, #name " %ldx%ld, %ld", shape.rows, shape.columns, shapes[i][2]);    \
        const input *left = draw_input, *right = draw_input;                            \
        result *y = BLANK(r, result, count);                                            \
        KERNEL(r, name)(&shape, left, right, y);                                        \
        hash(r, y, count);                                                              \
        end(r);                                                                         \
      }                                                                                 \
  } while (0)

#define COMPARISONS(type, input, draw_input)              \
  PAIRS(type.equal, input, draw_input, uint8_t, hash_bytes);     \
  PAIRS(type.not_equal, input, draw_input, uint8_t, hash_bytes); \
  PAIRS(type.less, input, draw_input, uint8_t, hash_bytes);      \
  PAIRS(type.less_equal, input, draw_input, uint8_t, hash_bytes)
#define INTEGERS(type, input, draw_input, hash)          \
  PAIRS(type.add, input, draw_input, input, hash);       \
  PAIRS(type.subtract, input, draw_input, input, hash);  \
  PAIRS(type.multiply, input, draw_input, input, hash);  \
  PAIRS(type.minimum, input, draw_input, input, hash);   \
  PAIRS(type.maximum, input, draw_input, input, hash);   \
  COMPARISONS(type, input, draw_input)
#define NUMBERS(type, input, draw_input, hash)           \
  PAIRS(type.divide, input, draw_input, input, hash);    \
  INTEGERS(type, input, draw_input, hash)

static void selections(run *r, long size) {
  for (draw d = 0; d < DRAW_COUNT; d++)
    for (int i = 0; i < COUNT_OF(shapes); i++)
      for (long step = 0; step < 2; step++) {
        const lockstep_pair pair = shape_of(i);
        if (!step && !pair.left_step && !pair.right_step) continue;
        const lockstep_choice shape = {.rows = pair.rows,
                                       .columns = pair.columns,
                                       .mask_stride = step ? pair.columns : 1,
                                       .mask_step = step,
                                       .left_stride = pair.left_stride,
                                       .left_step = pair.left_step,
                                       .right_stride = pair.right_stride,
                                       .right_step = pair.right_step};
        const long count = shape.rows * shape.columns;
        begin(r, d, "select %ldx%ld, %ld, %ld of %ld bytes", shape.rows, shape.columns,
              shapes[i][2], step, size);
        const uint8_t *mask = flags(r, count + 8);
        const int64_t *left = long_integers(r, count + 8), *right = long_integers(r, count + 8);
        void *y = blank(r, count, (size_t)size);
        KERNEL(r, select)(&shape, size, mask, left, right, y);
        hash_bytes(r, y, count * size);
        end(r);
      }
}

void pair_vectors(run *r) {
  NUMBERS(f32, float, floats(r, count + 8), hash_floats);
  NUMBERS(f64, double, doubles(r, count + 8), hash_doubles);
  INTEGERS(i32, int32_t, integers(r, count + 8), hash_integers);
  INTEGERS(i64, int64_t, long_integers(r, count + 8), hash_long_integers);
  PAIRS(u8.minimum, uint8_t, flags(r, count + 8), uint8_t, hash_bytes);
  PAIRS(u8.maximum, uint8_t, flags(r, count + 8), uint8_t, hash_bytes);
  COMPARISONS(u8, uint8_t, flags(r, count + 8));
  for (long size = 1; size <= 8; size *= 2) selections(r, size);
}
