#ifndef LOCKSTEP_BINARY_FORMATS_H
#define LOCKSTEP_BINARY_FORMATS_H

// The encodings of binary32 and binary64, and what the other headers assume of the compiler.

#include <stdint.h>

#ifndef __clang__
#error "Lockstep's C code needs clang: other compilers ignore #pragma STDC FP_CONTRACT OFF."
#endif
#ifdef __FAST_MATH__
#error "Lockstep's C code must not be compiled with -ffast-math: it would change the bits."
#endif

/// The bits of every NaN that these functions return.
#define LOCKSTEP_CANONICAL_NAN_BITS 0x7fc00000u

/// 1.5 * 2^52. Adding it to a binary64 number of magnitude below 2^50 rounds that number to the
/// nearest integer, ties to even, and leaves the integer in the low bits of the sum's encoding.
/// This needs no conversion instruction, which narrow vector units lack for 64-bit integers.
#define LOCKSTEP_INTEGER_ROUNDER 0x1.8p52

static inline uint32_t lockstep_bits_f32(float value) {
  uint32_t bits;
  __builtin_memcpy(&bits, &value, sizeof bits);
  return bits;
}

static inline float lockstep_f32_from_bits(uint32_t bits) {
  float value;
  __builtin_memcpy(&value, &bits, sizeof value);
  return value;
}

static inline uint64_t lockstep_bits_f64(double value) {
  uint64_t bits;
  __builtin_memcpy(&bits, &value, sizeof bits);
  return bits;
}

static inline double lockstep_f64_from_bits(uint64_t bits) {
  double value;
  __builtin_memcpy(&value, &bits, sizeof value);
  return value;
}

#endif  // LOCKSTEP_BINARY_FORMATS_H
