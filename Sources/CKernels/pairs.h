// Operations on rows of two or three operands, each with elements of its own or with one for the whole
// row: NUM-001, NUM-070 to NUM-073.

#pragma STDC FP_CONTRACT OFF

INLINE uint32_t bits_f32(float x) {
  uint32_t bits;
  __builtin_memcpy(&bits, &x, sizeof bits);
  return bits;
}
INLINE float float_of_bits(uint32_t bits) {
  float x;
  __builtin_memcpy(&x, &bits, sizeof x);
  return x;
}

// Equal operands are the same number or zeros, whose sign bits `and` and `or` combine. Where only b is
// NaN, no comparison is true and b is taken.
INLINE float maximum_f32(float a, float b) {
  const float larger = a > b ? a : b;
  const float either = a == b ? float_of_bits(bits_f32(a) & bits_f32(b)) : larger;
  return a != a ? a : either;
}
INLINE float minimum_f32(float a, float b) {
  const float smaller = a < b ? a : b;
  const float either = a == b ? float_of_bits(bits_f32(a) | bits_f32(b)) : smaller;
  return a != a ? a : either;
}

#define PAIR(name, input, result, expression)                                                    \
  static void name(const lockstep_pair *shape, const input *left, const input *right,            \
                   result *y) {                                                                  \
    const long columns = shape->columns;                                                         \
    for (long i = 0; i < shape->rows; i++) {                                                     \
      const input *const l = left + i * shape->left_stride;                                      \
      const input *const r = right + i * shape->right_stride;                                    \
      result *const row = y + i * columns;                                                       \
      if (shape->left_step == 0) {                                                               \
        const input a = *l;                                                                      \
        INDEPENDENT for (long j = 0; j < columns; j++) {                                         \
          const input b = r[j];                                                                  \
          row[j] = (expression);                                                                 \
        }                                                                                        \
      } else if (shape->right_step == 0) {                                                       \
        const input b = *r;                                                                      \
        INDEPENDENT for (long j = 0; j < columns; j++) {                                         \
          const input a = l[j];                                                                  \
          row[j] = (expression);                                                                 \
        }                                                                                        \
      } else {                                                                                   \
        INDEPENDENT for (long j = 0; j < columns; j++) {                                         \
          const input a = l[j];                                                                  \
          const input b = r[j];                                                                  \
          row[j] = (expression);                                                                 \
        }                                                                                        \
      }                                                                                          \
    }                                                                                            \
  }

PAIR(add_pairs, float, float, a + b)
PAIR(subtract_pairs, float, float, a - b)
PAIR(multiply_pairs, float, float, a * b)
PAIR(divide_pairs, float, float, a / b)
PAIR(minimum_pairs, float, float, minimum_f32(a, b))
PAIR(maximum_pairs, float, float, maximum_f32(a, b))

PAIR(and_pairs, uint8_t, uint8_t, a & b)
PAIR(or_pairs, uint8_t, uint8_t, a | b)

PAIR(equal_f32, float, uint8_t, a == b)
PAIR(not_equal_f32, float, uint8_t, a != b)
PAIR(less_f32, float, uint8_t, a < b)
PAIR(less_equal_f32, float, uint8_t, a <= b)

PAIR(equal_i32, int32_t, uint8_t, a == b)
PAIR(not_equal_i32, int32_t, uint8_t, a != b)
PAIR(less_i32, int32_t, uint8_t, a < b)
PAIR(less_equal_i32, int32_t, uint8_t, a <= b)

PAIR(equal_u8, uint8_t, uint8_t, a == b)
PAIR(not_equal_u8, uint8_t, uint8_t, a != b)
PAIR(less_u8, uint8_t, uint8_t, a < b)
PAIR(less_equal_u8, uint8_t, uint8_t, a <= b)

#undef PAIR

/// One row; steps are constants of the caller, so that each combination is a loop of its own.
INLINE void select_row(long columns, const uint8_t *mask, const long mask_step, const float *left,
                       const long left_step, const float *right, const long right_step, float *y) {
  INDEPENDENT for (long j = 0; j < columns; j++) {
    const float a = left[j * left_step];
    const float b = right[j * right_step];
    y[j] = mask[j * mask_step] ? a : b;
  }
}

static void select_rows(const lockstep_choice *shape, const uint8_t *mask, const float *left,
                        const float *right, float *y) {
  const long n = shape->columns;
  const long steps = shape->mask_step << 2 | shape->left_step << 1 | shape->right_step;
  for (long i = 0; i < shape->rows; i++) {
    const uint8_t *const m = mask + i * shape->mask_stride;
    const float *const a = left + i * shape->left_stride;
    const float *const b = right + i * shape->right_stride;
    float *const row = y + i * n;
    switch (steps) {
      case 7: select_row(n, m, 1, a, 1, b, 1, row); break;
      case 6: select_row(n, m, 1, a, 1, b, 0, row); break;
      case 5: select_row(n, m, 1, a, 0, b, 1, row); break;
      case 4: select_row(n, m, 1, a, 0, b, 0, row); break;
      case 3: select_row(n, m, 0, a, 1, b, 1, row); break;
      case 2: select_row(n, m, 0, a, 1, b, 0, row); break;
      default: select_row(n, m, 0, a, 0, b, 1, row); break;
    }
  }
}
