// Vectors of the set that is being compiled, and the one spelling of fma.

#pragma STDC FP_CONTRACT OFF
// Wide vectors are never passed: every function that takes them is inlined.
#pragma clang diagnostic ignored "-Wpsabi"

#include "fma_f32.h"
#include "fma_f64.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/// Elements of a vector register.
#define W LOCKSTEP_VECTOR_FLOATS

typedef float vector __attribute__((ext_vector_type(W)));
// What a comparison of vectors gives: all ones for true.
typedef int32_t vector_mask __attribute__((ext_vector_type(W)));
typedef double vector_f64 __attribute__((ext_vector_type(W / 2)));
// As many binary64 numbers as a vector has elements: two registers.
typedef double wide __attribute__((ext_vector_type(W)));
typedef uint64_t wide_bits __attribute__((ext_vector_type(W)));
typedef int64_t wide_mask __attribute__((ext_vector_type(W)));
typedef float half_vector __attribute__((ext_vector_type(W / 2)));
// For access to memory with the alignment of one element.
typedef vector unaligned_vector __attribute__((aligned(4)));
typedef half_vector unaligned_half_vector __attribute__((aligned(4)));
typedef vector_f64 unaligned_vector_f64 __attribute__((aligned(8)));
typedef wide unaligned_wide __attribute__((aligned(8)));

#define INLINE static inline __attribute__((always_inline))

/// Asserts that the iterations of a loop do not depend on each other: operands are the same array
/// or do not overlap. Without it the compiler would fall back to scalars when a kernel works in
/// place.
#define INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")

/// `load_first` and `store_first` touch only the first `count` <= W elements; lanes beyond load as
/// +0.
INLINE vector load(const float *address) { return *(const unaligned_vector *)address; }
INLINE void store(float *address, vector value) { *(unaligned_vector *)address = value; }

// p0 q0 p1 q1 … of the lower and of the upper halves of two vectors of W elements.
#if W == 16
#define INTERLEAVE_LOW(p, q) \
  __builtin_shufflevector(p, q, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define INTERLEAVE_HIGH(p, q) \
  __builtin_shufflevector(p, q, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
#elif W == 8
#define INTERLEAVE_LOW(p, q) __builtin_shufflevector(p, q, 0, 8, 1, 9, 2, 10, 3, 11)
#define INTERLEAVE_HIGH(p, q) __builtin_shufflevector(p, q, 4, 12, 5, 13, 6, 14, 7, 15)
#else
#define INTERLEAVE_LOW(p, q) __builtin_shufflevector(p, q, 0, 4, 1, 5)
#define INTERLEAVE_HIGH(p, q) __builtin_shufflevector(p, q, 2, 6, 3, 7)
#endif

#if W == 16

INLINE __mmask16 first_lanes(long count) { return (__mmask16)((1u << count) - 1u); }
INLINE vector load_first(const float *address, long count) {
  return (vector)_mm512_maskz_loadu_ps(first_lanes(count), address);
}
INLINE void store_first(float *address, vector value, long count) {
  _mm512_mask_storeu_ps(address, first_lanes(count), (__m512)value);
}

#elif W == 8

INLINE __m256i first_lanes(long count) {
  const __m256i lanes = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  return _mm256_cmpgt_epi32(_mm256_set1_epi32((int)count), lanes);
}
INLINE vector load_first(const float *address, long count) {
  return (vector)_mm256_maskload_ps(address, first_lanes(count));
}
INLINE void store_first(float *address, vector value, long count) {
  _mm256_maskstore_ps(address, first_lanes(count), (__m256)value);
}

#else

INLINE vector load_first(const float *address, long count) {
  vector value = (vector)(0.0f);
  for (int i = 0; i < W; i++) {
    if (i < count) value[i] = address[i];
  }
  return value;
}
INLINE void store_first(float *address, vector value, long count) {
  for (int i = 0; i < W; i++) {
    if (i < count) address[i] = value[i];
  }
}

#endif

#if LOCKSTEP_FMA_IN_HARDWARE

INLINE float fma_scalar(float a, float b, float c) { return __builtin_elementwise_fma(a, b, c); }
INLINE double fma_scalar_f64(double a, double b, double c) {
  return __builtin_elementwise_fma(a, b, c);
}
INLINE vector fma_vector(vector a, vector b, vector c) {
  return __builtin_elementwise_fma(a, b, c);
}
INLINE wide fma_wide(wide a, wide b, wide c) { return __builtin_elementwise_fma(a, b, c); }

#else

INLINE float fma_scalar(float a, float b, float c) { return lockstep_fma_f32_inline(a, b, c); }
// A call: it is long, and no vector comes of it.
__attribute__((noinline)) static double fma_scalar_f64(double a, double b, double c) {
  return lockstep_fma_f64_inline(a, b, c);
}
INLINE vector fma_vector(vector a, vector b, vector c) {
  vector result;
  for (int i = 0; i < W; i++) result[i] = lockstep_fma_f32_inline(a[i], b[i], c[i]);
  return result;
}
INLINE wide fma_wide(wide a, wide b, wide c) {
  wide result;
  for (int i = 0; i < W; i++) result[i] = lockstep_fma_f64_inline(a[i], b[i], c[i]);
  return result;
}

#endif

/// a · b + c, rounded once or twice: for approximations, whose last bits do not matter.
INLINE wide multiply_add(wide a, wide b, wide c) {
#if LOCKSTEP_FMA_IN_HARDWARE
  return __builtin_elementwise_fma(a, b, c);
#else
  return a * b + c;
#endif
}

/// √x as one IEEE operation; the builtin never calls the C library.
INLINE float root_f32(float x) { return __builtin_elementwise_sqrt(x); }
INLINE double root_f64(double x) { return __builtin_elementwise_sqrt(x); }
