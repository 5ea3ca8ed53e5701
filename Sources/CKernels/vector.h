// Vectors of the set that is being compiled, and the one spelling of fma.

#pragma STDC FP_CONTRACT OFF
// Wide vectors are never passed: every function that takes them is inlined.
#pragma clang diagnostic ignored "-Wpsabi"
// An address without a type of element would count bytes.
#pragma clang diagnostic error "-Wgnu-pointer-arith"

#include "fma_f32.h"
#include "fma_f64.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

typedef NUMBER vector __attribute__((ext_vector_type(W)));
// What a comparison of vectors gives: all ones for true.
typedef SIGNED vector_mask __attribute__((ext_vector_type(W)));
// For access to memory with the alignment of one element.
typedef vector unaligned_vector __attribute__((aligned(sizeof(NUMBER))));

#define INLINE static inline __attribute__((always_inline))

/// Asserts that the iterations of a loop do not depend on each other: operands are the same array
/// or do not overlap. Without it the compiler would fall back to scalars when a kernel works in
/// place.
#define INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")

/// `load_first` and `store_first` touch only the first `count` <= W elements; lanes beyond load as
/// +0.
INLINE vector load(const NUMBER *address) { return *(const unaligned_vector *)address; }
INLINE void store(NUMBER *address, vector value) { *(unaligned_vector *)address = value; }

// p0 q0 p1 q1 … of the lower and of the upper halves of two vectors of W elements.
#if W == 16
#define INTERLEAVE_LOW(p, q) \
  __builtin_shufflevector(p, q, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define INTERLEAVE_HIGH(p, q) \
  __builtin_shufflevector(p, q, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
#elif W == 8
#define INTERLEAVE_LOW(p, q) __builtin_shufflevector(p, q, 0, 8, 1, 9, 2, 10, 3, 11)
#define INTERLEAVE_HIGH(p, q) __builtin_shufflevector(p, q, 4, 12, 5, 13, 6, 14, 7, 15)
#elif W == 4
#define INTERLEAVE_LOW(p, q) __builtin_shufflevector(p, q, 0, 4, 1, 5)
#define INTERLEAVE_HIGH(p, q) __builtin_shufflevector(p, q, 2, 6, 3, 7)
#else
#define INTERLEAVE_LOW(p, q) __builtin_shufflevector(p, q, 0, 2)
#define INTERLEAVE_HIGH(p, q) __builtin_shufflevector(p, q, 1, 3)
#endif

#if LOCKSTEP_VECTOR_FLOATS == 16

INLINE __mmask16 first_lanes(long count) { return (__mmask16)((1u << count) - 1u); }
#if NUMBER_BITS == 32
INLINE vector load_first(const NUMBER *address, long count) {
  return (vector)_mm512_maskz_loadu_ps(first_lanes(count), address);
}
INLINE void store_first(NUMBER *address, vector value, long count) {
  _mm512_mask_storeu_ps(address, first_lanes(count), (__m512)value);
}
#else
INLINE vector load_first(const NUMBER *address, long count) {
  return (vector)_mm512_maskz_loadu_pd((__mmask8)first_lanes(count), address);
}
INLINE void store_first(NUMBER *address, vector value, long count) {
  _mm512_mask_storeu_pd(address, (__mmask8)first_lanes(count), (__m512d)value);
}
#endif

#elif LOCKSTEP_VECTOR_FLOATS == 8

#if NUMBER_BITS == 32
INLINE __m256i first_lanes(long count) {
  const __m256i lanes = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  return _mm256_cmpgt_epi32(_mm256_set1_epi32((int)count), lanes);
}
INLINE vector load_first(const NUMBER *address, long count) {
  return (vector)_mm256_maskload_ps(address, first_lanes(count));
}
INLINE void store_first(NUMBER *address, vector value, long count) {
  _mm256_maskstore_ps(address, first_lanes(count), (__m256)value);
}
#else
INLINE __m256i first_lanes(long count) {
  return _mm256_cmpgt_epi64(_mm256_set1_epi64x(count), _mm256_setr_epi64x(0, 1, 2, 3));
}
INLINE vector load_first(const NUMBER *address, long count) {
  return (vector)_mm256_maskload_pd(address, first_lanes(count));
}
INLINE void store_first(NUMBER *address, vector value, long count) {
  _mm256_maskstore_pd(address, first_lanes(count), (__m256d)value);
}
#endif

#else

INLINE vector load_first(const NUMBER *address, long count) {
  vector value = (vector)(0.0f);
  for (int i = 0; i < W; i++) {
    if (i < count) value[i] = address[i];
  }
  return value;
}
INLINE void store_first(NUMBER *address, vector value, long count) {
  for (int i = 0; i < W; i++) {
    if (i < count) address[i] = value[i];
  }
}

#endif

#if LOCKSTEP_FMA_IN_HARDWARE

INLINE NUMBER fma_scalar(NUMBER a, NUMBER b, NUMBER c) {
  return __builtin_elementwise_fma(a, b, c);
}
INLINE vector fma_vector(vector a, vector b, vector c) {
  return __builtin_elementwise_fma(a, b, c);
}

#else

#if NUMBER_BITS == 32
INLINE float fma_scalar(float a, float b, float c) { return lockstep_fma_f32_inline(a, b, c); }
#else
// A call: it is long, and no vector comes of it.
__attribute__((noinline)) static double fma_scalar(double a, double b, double c) {
  return lockstep_fma_f64_inline(a, b, c);
}
#endif
INLINE vector fma_vector(vector a, vector b, vector c) {
  vector result;
  for (int i = 0; i < W; i++) result[i] = fma_scalar(a[i], b[i], c[i]);
  return result;
}

#endif

/// √x as one IEEE operation; the builtin never calls the C library.
INLINE NUMBER root(NUMBER x) { return __builtin_elementwise_sqrt(x); }
