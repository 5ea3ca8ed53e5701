// Operations on rows of two or three operands, each with elements of its own or with one for the whole
// row: NUM-001, NUM-070 to NUM-073, NUM-091, NUM-092.

#pragma STDC FP_CONTRACT OFF

#define PAIR(name, input, result, expression)                                                    \
  static void name(const lockstep_pair *shape, const void *left, const void *right, void *y) {   \
    const long columns = shape->columns;                                                         \
    for (long i = 0; i < shape->rows; i++) {                                                     \
      const input *const l = (const input *)left + i * shape->left_stride;                       \
      const input *const r = (const input *)right + i * shape->right_stride;                     \
      result *const row = (result *)y + i * columns;                                             \
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

#define COMPARISONS(suffix, type)                   \
  PAIR(equal_##suffix, type, uint8_t, a == b)       \
  PAIR(not_equal_##suffix, type, uint8_t, a != b)   \
  PAIR(less_##suffix, type, uint8_t, a < b)         \
  PAIR(less_equal_##suffix, type, uint8_t, a <= b)

#define NUMBERS(suffix, type)                                       \
  PAIR(add_##suffix, type, type, a + b)                             \
  PAIR(subtract_##suffix, type, type, a - b)                        \
  PAIR(multiply_##suffix, type, type, a * b)                        \
  PAIR(divide_##suffix, type, type, a / b)                          \
  PAIR(minimum_##suffix, type, type, minimum_of_##suffix(a, b))     \
  PAIR(maximum_##suffix, type, type, maximum_of_##suffix(a, b))     \
  COMPARISONS(suffix, type)

// Sums and products wrap, which only unsigned integers do in C.
#define INTEGERS(suffix, type, word)                 \
  PAIR(add_##suffix, word, word, a + b)              \
  PAIR(subtract_##suffix, word, word, a - b)         \
  PAIR(multiply_##suffix, word, word, a * b)         \
  PAIR(minimum_##suffix, type, type, a < b ? a : b)  \
  PAIR(maximum_##suffix, type, type, a > b ? a : b)  \
  COMPARISONS(suffix, type)

NUMBERS(f32, float)
NUMBERS(f64, double)
INTEGERS(i32, int32_t, uint32_t)
INTEGERS(i64, int64_t, uint64_t)
PAIR(minimum_u8, uint8_t, uint8_t, a & b)
PAIR(maximum_u8, uint8_t, uint8_t, a | b)
COMPARISONS(u8, uint8_t)

#undef PAIR
#undef NUMBERS
#undef INTEGERS
#undef COMPARISONS

#define SELECT(word)                                                                              \
  /* One row; steps are constants of the caller, so that each combination is a loop of its own. */ \
  INLINE void select_row_##word(long columns, const uint8_t *mask, const long mask_step,          \
                                const word *left, const long left_step, const word *right,        \
                                const long right_step, word *y) {                                 \
    INDEPENDENT for (long j = 0; j < columns; j++) {                                              \
      const word a = left[j * left_step];                                                         \
      const word b = right[j * right_step];                                                       \
      y[j] = mask[j * mask_step] ? a : b;                                                         \
    }                                                                                             \
  }                                                                                               \
                                                                                                  \
  INLINE void select_rows_##word(const lockstep_choice *shape, const uint8_t *mask,               \
                                 const word *left, const word *right, word *y) {                  \
    const long n = shape->columns;                                                                \
    const long steps = shape->mask_step << 2 | shape->left_step << 1 | shape->right_step;         \
    for (long i = 0; i < shape->rows; i++) {                                                      \
      const uint8_t *const m = mask + i * shape->mask_stride;                                     \
      const word *const a = left + i * shape->left_stride;                                        \
      const word *const b = right + i * shape->right_stride;                                      \
      word *const row = y + i * n;                                                                \
      switch (steps) {                                                                            \
        case 7: select_row_##word(n, m, 1, a, 1, b, 1, row); break;                               \
        case 6: select_row_##word(n, m, 1, a, 1, b, 0, row); break;                               \
        case 5: select_row_##word(n, m, 1, a, 0, b, 1, row); break;                               \
        case 4: select_row_##word(n, m, 1, a, 0, b, 0, row); break;                               \
        case 3: select_row_##word(n, m, 0, a, 1, b, 1, row); break;                               \
        case 2: select_row_##word(n, m, 0, a, 1, b, 0, row); break;                               \
        default: select_row_##word(n, m, 0, a, 0, b, 1, row); break;                              \
      }                                                                                           \
    }                                                                                             \
  }

SELECT(uint8_t)
SELECT(uint16_t)
SELECT(uint32_t)
SELECT(uint64_t)
#undef SELECT

/// Bits are moved, whatever they mean.
static void select_rows(const lockstep_choice *shape, long size, const uint8_t *mask,
                        const void *left, const void *right, void *y) {
  switch (size) {
    case 1: select_rows_uint8_t(shape, mask, left, right, y); break;
    case 2: select_rows_uint16_t(shape, mask, left, right, y); break;
    case 4: select_rows_uint32_t(shape, mask, left, right, y); break;
    default: select_rows_uint64_t(shape, mask, left, right, y); break;
  }
}
