// Correctly rounded functions and their gradients: NUM-012, NUM-060.
//
// A block of elements is approximated first. Where both ends of the interval that certainly holds the
// real value round to one binary32, that number is the result; in a block with an element for which
// they do not, all elements are computed by the slower functions that are always right.

#pragma STDC FP_CONTRACT OFF

#include "approximations.h"

#include "cospi_f32.h"
#include "erf_f32.h"
#include "exp2_f32.h"
#include "exp_f32.h"
#include "expm1_f32.h"
#include "gelu_derivative_f32.h"
#include "gelu_f32.h"
#include "gelu_tanh_derivative_f32.h"
#include "gelu_tanh_f32.h"
#include "log1p_f32.h"
#include "log_f32.h"
#include "rsqrt_f32.h"
#include "sigmoid_f32.h"
#include "silu_derivative_f32.h"
#include "silu_f32.h"
#include "sinpi_f32.h"
#include "softplus_f32.h"
#include "tanh_f32.h"

enum { FUNCTION_BLOCK = 64 };

/// What is known of the elements of a block. Rounding in a loop of its own keeps chains of operations
/// short.
typedef struct function_block {
  long count;
  float arguments[FUNCTION_BLOCK];
  wide values[FUNCTION_BLOCK / W];
  // Not used where errors are relative.
  wide errors[FUNCTION_BLOCK / W];
} function_block;

/// Copies up to a block of elements, and fills the last vector with ones.
INLINE void load_block(function_block *block, long count, const float *x) {
  block->count = count;
  if (count == FUNCTION_BLOCK) {
    __builtin_memcpy(block->arguments, x, sizeof block->arguments);
    return;
  }
  for (long j = count / W * W; j < count / W * W + W; j++) block->arguments[j] = 1.0f;
  for (long j = 0; j < count; j++) block->arguments[j] = x[j];
}

INLINE void keep_relative(function_block *block, long v, wide value) { block->values[v] = value; }

INLINE void keep_absolute(function_block *block, long v, near_value near) {
  block->values[v] = near.value;
  block->errors[v] = near.error;
}

enum { relative_errors, absolute_errors };

/// Rounds all elements; false where one is undecided.
INLINE bool round_block(const function_block *block, int errors, bool odd, float *y) {
  vector_mask undecided = (vector_mask)(0);
  for (long v = 0; v * W < block->count; v++) {
    const wide value = block->values[v];
    const bool relative = errors == relative_errors;
    const wide below = relative ? value * (1.0 - 0x1p-40) : value - block->errors[v];
    const wide above = relative ? value * (1.0 + 0x1p-40) : value + block->errors[v];
    const vector result = __builtin_convertvector(below, vector);
    undecided |= result != __builtin_convertvector(above, vector);
    // The zero of an odd function has the sign of its argument.
    const vector_mask sign = odd ? (vector_mask)load(block->arguments + v * W) : (vector_mask)(0);
    const vector signed_result =
        (vector)((vector_mask)result | (sign & (vector_mask)(-0x7fffffff - 1)));
    const long left = block->count - v * W;
    if (left >= W) {
      store(y + v * W, signed_result);
    } else {
      store_first(y + v * W, signed_result, left);
    }
  }
  return __builtin_reduce_or(undecided) == 0;
}

#define EXACTLY(name)                                                                        \
  static __attribute__((noinline)) void name##_exactly(const function_block *block,          \
                                                       float *y) {                           \
    INDEPENDENT for (long j = 0; j < block->count; j++) {                                    \
      y[j] = lockstep_##name##_f32_inline(block->arguments[j]);                              \
    }                                                                                        \
  }

#define SCREENED(name, part, odd)                                                            \
  EXACTLY(name)                                                                              \
  static void name##_elements(long count, const float *x, float *y) {                        \
    function_block block;                                                                    \
    for (long i = 0; i < count; i += FUNCTION_BLOCK) {                                       \
      load_block(&block, count - i < FUNCTION_BLOCK ? count - i : FUNCTION_BLOCK, x + i);    \
      for (long v = 0; v * W < block.count; v++) {                                           \
        keep_relative(&block, v, near_##name##_of(load(block.arguments + v * W))part);       \
      }                                                                                      \
      if (!round_block(&block, relative_errors, odd, y + i)) name##_exactly(&block, y + i);  \
    }                                                                                        \
  }

/// A function alone, and with its derivative, which costs little more.
#define SCREENED_PAIR(name)                                                                  \
  SCREENED(name, .value, true)                                                               \
  EXACTLY(name##_derivative)                                                                 \
  static void name##_with_derivative(long count, const float *x, float *y, float *slope) {   \
    function_block value, derivative;                                                        \
    for (long i = 0; i < count; i += FUNCTION_BLOCK) {                                       \
      const long size = count - i < FUNCTION_BLOCK ? count - i : FUNCTION_BLOCK;             \
      load_block(&value, size, x + i);                                                       \
      load_block(&derivative, size, x + i);                                                  \
      for (long v = 0; v * W < size; v++) {                                                  \
        const near_pair near = near_##name##_of(load(value.arguments + v * W));              \
        keep_relative(&value, v, near.value);                                                \
        keep_absolute(&derivative, v, near.derivative);                                      \
      }                                                                                      \
      if (!round_block(&value, relative_errors, true, y + i)) name##_exactly(&value, y + i); \
      if (!round_block(&derivative, absolute_errors, false, slope + i)) {                    \
        name##_derivative_exactly(&derivative, slope + i);                                   \
      }                                                                                      \
    }                                                                                        \
  }

INLINE float exp_of(float x) { return lockstep_exp_f32_inline(x); }

SCREENED(exp, , false)
SCREENED(exp2, , false)
SCREENED(expm1, , true)
SCREENED(log, , false)
SCREENED(log1p, , true)
SCREENED(tanh, , true)
SCREENED(sigmoid, , false)
SCREENED(softplus, , false)
SCREENED(rsqrt, , false)
SCREENED_PAIR(silu)
SCREENED_PAIR(gelu)
SCREENED_PAIR(gelu_tanh)

UNARY(sinpi_elements, lockstep_sinpi_f32_inline(a))
UNARY(cospi_elements, lockstep_cospi_f32_inline(a))
UNARY(erf_elements, lockstep_erf_f32_inline(a))

// RN32 of ln 2, of pi and of 2 / sqrt pi.
#define LN2 0x1.62e430p-1f
#define PI 0x1.921fb6p+1f
#define TWO_OVER_ROOT_PI 0x1.20dd76p+0f

INLINE float cospi_of(float x) { return lockstep_cospi_f32_inline(x); }
INLINE float sinpi_of(float x) { return lockstep_sinpi_f32_inline(x); }

#include "function_gradients.h"

/// A gradient made of dy, b, and of the function `of` at `argument`, which is c; x is a.
#define COMPOSED(name, of, argument, expression)                                            \
  static void name(long count, const float *x, const float *dy, float *dx) {                \
    float values[FUNCTION_BLOCK];                                                           \
    for (long i = 0; i < count; i += FUNCTION_BLOCK) {                                      \
      const long size = count - i < FUNCTION_BLOCK ? count - i : FUNCTION_BLOCK;            \
      INDEPENDENT for (long j = 0; j < size; j++) {                                         \
        const float a = x[i + j];                                                           \
        values[j] = (argument);                                                             \
      }                                                                                     \
      of(size, values, values);                                                             \
      INDEPENDENT for (long j = 0; j < size; j++) {                                         \
        const float b = dy[i + j];                                                          \
        const float c = values[j];                                                          \
        dx[i + j] = (expression);                                                           \
      }                                                                                     \
    }                                                                                       \
  }

COMPOSED(softplus_gradient, sigmoid_elements, a, b * c)
COMPOSED(erf_gradient, exp_elements, -(a * a), (b * c) * TWO_OVER_ROOT_PI)

#undef LN2
#undef PI
#undef TWO_OVER_ROOT_PI
#undef COMPOSED
#undef GRADIENT
#undef SCREENED_PAIR
#undef SCREENED
#undef EXACTLY
#undef UNARY
#undef BINARY
