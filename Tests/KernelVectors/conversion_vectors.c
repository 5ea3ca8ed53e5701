#include "vectors.h"

/// Elements of every kind: words, and floating-point numbers as they are drawn.
void conversion_vectors(run *r) {
  static const char *const names[] = {"float16", "bfloat16", "float32", "float64",
                                      "int32",   "int64",    "uint8",   "bool"};
  static const long sizes[] = {2, 2, 4, 8, 4, 8, 1, 1};
  for (draw d = 0; d < DRAW_COUNT; d++)
    for (int source = 0; source < COUNT_OF(sizes); source++)
      for (int target = 0; target < COUNT_OF(sizes); target++) {
        if (source == target) continue;
        const long count = 307;
        begin(r, d, "convert %s to %s", names[source], names[target]);
        uint8_t *x = BLANK(r, uint8_t, count * sizes[source]);
        for (long i = 0; i < count * sizes[source]; i++) x[i] = (uint8_t)next_word(r);
        if (source == LOCKSTEP_FLOAT32) memcpy(x, floats(r, count), (size_t)(count * 4));
        if (source == LOCKSTEP_FLOAT64) memcpy(x, doubles(r, count), (size_t)(count * 8));
        void *y = blank(r, count, (size_t)sizes[target]);
        KERNEL(r, convert)(count, (lockstep_element)source, (lockstep_element)target, x, y);
        // NaNs of these two are equal whatever their bits are.
        if (target == LOCKSTEP_FLOAT32) hash_floats(r, y, count);
        else if (target == LOCKSTEP_FLOAT64) hash_doubles(r, y, count);
        else hash_bytes(r, y, count * sizes[target]);
        end(r);
      }
}
