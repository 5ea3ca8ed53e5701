#ifndef LOCKSTEP_KERNEL_VECTORS_H
#define LOCKSTEP_KERNEL_VECTORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernels.h"

/// What elements an operand gets.
typedef enum draw {
  NORMAL_DRAW,    // near 1, both signs
  WIDE_DRAW,      // any exponent; overflow and underflow are common
  TINY_DRAW,      // about the smallest normal number
  SPECIAL_DRAW,   // one in four is ±0, ±1, ±∞, NaN or a limit of the format
  DRAW_COUNT,
} draw;

enum {
  MEMBERS = sizeof(lockstep_kernels) / sizeof(void (*)(void)),
  REAL_MEMBERS = sizeof(lockstep_reals) / sizeof(void (*)(void)),
  // Elements behind an output that no kernel may touch.
  GUARD = 32,
  MOST_OPERANDS = 32,
};

/// The run of all vectors with one table.
typedef struct run {
  const lockstep_kernels *table;
  bool is_called[MEMBERS];
  // The numbers at hand, and the kernels that were called for binary32 and binary64.
  bool is_binary64;
  bool is_real_called[2][REAL_MEMBERS];
  // The vector at hand.
  char label[160];
  draw draw;
  uint64_t state;
  uint64_t digest;
  void *operands[MOST_OPERANDS];
  int operand_count;
} run;

/// A kernel of the table, which thereby counts as covered.
#define KERNEL(r, member)                                                            \
  ((r)->is_called[offsetof(lockstep_kernels, member) / sizeof(void (*)(void))] = true, \
   (r)->table->member)
#define REAL_OF(r, binary64, member)                                                        \
  ((r)->is_real_called[binary64][offsetof(lockstep_reals, member) / sizeof(void (*)(void))] = \
       true,                                                                                \
   reals_of(r, binary64)->member)
/// A kernel for the numbers at hand, or for binary64.
#define REAL(r, member) REAL_OF(r, (r)->is_binary64, member)
#define REAL_F64(r, member) REAL_OF(r, true, member)

static inline const lockstep_reals *reals_of(const run *r, bool binary64) {
  return binary64 ? r->table->real_f64 : r->table->real_f32;
}

/// Begins a vector: its name seeds its inputs. Ends it: prints the name and the outputs' digest.
void begin(run *r, draw draw, const char *format, ...) __attribute__((format(printf, 3, 4)));
void end(run *r);

/// The next pseudorandom word of the vector.
uint64_t next_word(run *r);
/// An operand of `count` drawn elements.
float *floats(run *r, long count);
double *doubles(run *r, long count);
/// The same of the numbers at hand, one of them as a host scalar, and an output for them.
void *numbers(run *r, long count);
double number(run *r);
void *blank_numbers(run *r, long count);
size_t number_size(const run *r);
/// Where number `index` lies.
void *number_at(const run *r, const void *numbers, long index);
/// Integers in 0 ..< bound, now and then -1 or bound.
int32_t *labels(run *r, long count, int32_t bound);
uint8_t *flags(run *r, long count);
/// Integers of any bits, small ones among them.
int32_t *integers(run *r, long count);
int64_t *long_integers(run *r, long count);
/// An output of `count` elements, filled with a mark so that what is not written shows.
void *blank(run *r, long count, size_t size);
#define BLANK(r, type, count) ((type *)blank(r, count, sizeof(type)))

/// Adds an output and what lies behind it to the digest; each NaN counts as the same.
void hash_floats(run *r, const float *values, long count);
void hash_doubles(run *r, const double *values, long count);
void hash_numbers(run *r, const void *values, long count);
/// The same of the bits of numbers.
void hash_words(run *r, const void *values, long count);
void hash_integers(run *r, const int32_t *values, long count);
void hash_long_integers(run *r, const int64_t *values, long count);
void hash_bytes(run *r, const void *values, long count);

/// For each family of kernels of either type of numbers, all its vectors for the type at hand.
void elementwise_vectors(run *r);
void function_vectors(run *r);
void sum_vectors(run *r);
void product_vectors(run *r);
void convolution_vectors(run *r);
void row_vectors(run *r);
void extremum_vectors(run *r);
void attention_vectors(run *r);
void recurrent_vectors(run *r);
void batch_norm_vectors(run *r);
void pooling_vectors(run *r);
void scatter_vectors(run *r);
void training_vectors(run *r);
/// For each other family.
void pair_vectors(run *r);
void integer_sum_vectors(run *r);
void index_vectors(run *r);
void copy_vectors(run *r);
void conversion_vectors(run *r);
void total_vectors(run *r);

#define COUNT_OF(array) ((int)(sizeof(array) / sizeof((array)[0])))

#endif  // LOCKSTEP_KERNEL_VECTORS_H
