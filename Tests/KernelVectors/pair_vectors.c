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

#define NUMBERS(name) PAIRS(name, float, floats(r, count + 8), float, hash_floats)
#define COMPARISONS(name)                                                               \
  PAIRS(name##_f32, float, floats(r, count + 8), uint8_t, hash_bytes);                  \
  PAIRS(name##_i32, int32_t, labels(r, count + 8, 3), uint8_t, hash_bytes);             \
  PAIRS(name##_u8, uint8_t, flags(r, count + 8), uint8_t, hash_bytes)

static void selections(run *r) {
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
        begin(r, d, "select %ldx%ld, %ld, %ld", shape.rows, shape.columns, shapes[i][2], step);
        const uint8_t *mask = flags(r, count + 8);
        const float *left = floats(r, count + 8), *right = floats(r, count + 8);
        float *y = BLANK(r, float, count);
        KERNEL(r, select)(&shape, mask, left, right, y);
        hash_floats(r, y, count);
        end(r);
      }
}

void pair_vectors(run *r) {
  NUMBERS(add_pairs);
  NUMBERS(subtract_pairs);
  NUMBERS(multiply_pairs);
  NUMBERS(divide_pairs);
  NUMBERS(minimum_pairs);
  NUMBERS(maximum_pairs);
  PAIRS(and_u8, uint8_t, flags(r, count + 8), uint8_t, hash_bytes);
  PAIRS(or_u8, uint8_t, flags(r, count + 8), uint8_t, hash_bytes);
  COMPARISONS(equal);
  COMPARISONS(not_equal);
  COMPARISONS(less);
  COMPARISONS(less_equal);
  selections(r);
}
