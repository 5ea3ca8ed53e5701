// Tries the software fmas of Sources/CScalarMath against the instructions, and MPFR now and then.
//
//   clang -std=gnu11 -O2 -march=native -Wall -Wextra -ISources/CScalarMath/include \
//     Scripts/prove-fma.c -o prove-fma -lmpfr -lgmp -lm -lpthread
//   prove-fma 1000000000      that many triples in binary32; prints "fma triples wrong"
//   prove-fma 1000000000 64   the same in binary64
//
// Exit status 0 means that nothing was wrong.
#include <inttypes.h>
#include <math.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mpfr.h>

#include "scalar_math.h"

#pragma STDC FP_CONTRACT OFF

// Random and special triples: exponents close together, so that cancellation, halfway cases,
// subnormal results and overflow are common, and operands with few significant bits.
static uint64_t splitmix64(uint64_t *state) {
  uint64_t z = *state += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

static float draw_operand(uint64_t *state, uint32_t center) {
  static const uint32_t special[] = {0x00000000, 0x00000001, 0x007fffff, 0x00800000, 0x3f800000,
                                     0x3f7fffff, 0x3f800001, 0x7f7fffff, 0x7f800000, 0x7fc00000,
                                     0x33800000, 0x34000000, 0x4b800000, 0x4b7fffff, 0x0c800000,
                                     0x00ffffff};
  const uint64_t word = splitmix64(state);
  const uint32_t sign = (uint32_t)(word >> 63) << 31;
  const uint32_t kind = (uint32_t)(word >> 56) & 7;
  uint32_t fraction = (uint32_t)word & 0x7fffff;
  if (kind == 0) return lockstep_f32_from_bits(sign | special[(word >> 32) & 15]);
  if (kind == 1) return lockstep_f32_from_bits((uint32_t)word);
  if (kind <= 4) fraction &= 0x7fffffu << ((word >> 32) % 24);
  const uint32_t exponent = (center + (uint32_t)((word >> 40) % 64) + 224) & 255;
  return lockstep_f32_from_bits(sign | exponent << 23 | fraction);
}

// The same in binary64, with the biased exponent within 60 of `center`.
static double draw_operand_f64(uint64_t *state, uint32_t center) {
  static const uint64_t special[] = {0x0000000000000000, 0x0000000000000001, 0x000fffffffffffff,
                                     0x0010000000000000, 0x3ff0000000000000, 0x3fefffffffffffff,
                                     0x3ff0000000000001, 0x7fefffffffffffff, 0x7ff0000000000000,
                                     0x7ff8000000000000, 0x3ca0000000000000, 0x3cb0000000000000,
                                     0x4330000000000000, 0x432fffffffffffff, 0x1e60000000000000,
                                     0x001fffffffffffff};
  const uint64_t word = splitmix64(state), sign = word >> 63 << 63;
  const uint32_t kind = (uint32_t)(word >> 56) & 7;
  uint64_t fraction = splitmix64(state) & 0xfffffffffffff;
  if (kind == 0) return lockstep_f64_from_bits(sign | special[(word >> 32) & 15]);
  if (kind == 1) return lockstep_f64_from_bits(splitmix64(state));
  if (kind <= 4) fraction &= UINT64_C(0xfffffffffffff) << ((word >> 32) % 53);
  const uint64_t exponent = (center + (uint32_t)((word >> 40) % 120) + 2048 - 60) & 2047;
  return lockstep_f64_from_bits(sign | exponent << 52 | fraction);
}

#ifdef __FMA__
static void set_binary32_range(void) {
  mpfr_set_emin(-148);
  mpfr_set_emax(128);
}

typedef struct {
  uint64_t seed, count, wrong;
} fma_worker;

static void *try_triples(void *argument) {
  fma_worker *w = argument;
  uint64_t state = w->seed;
  mpfr_t x, y, z;
  set_binary32_range();
  mpfr_inits2(24, x, y, z, (mpfr_ptr)0);
  for (uint64_t i = 0; i < w->count; i++) {
    const uint32_t first = (uint32_t)splitmix64(&state), second = (uint32_t)(first >> 8) & 255;
    const float a = draw_operand(&state, first & 255), b = draw_operand(&state, second);
    const uint32_t of_product = (first & 255) + second - 127;  // biased exponent of a * b
    float c = draw_operand(&state, of_product);
    // Now and then the addend that cancels all but the product's rounding error.
    if ((first >> 16 & 7) == 0) c = -(a * b);
    const uint32_t software = lockstep_bits_f32(lockstep_software_fma_f32(a, b, c));
    const float instruction = __builtin_fmaf(a, b, c);
    int same = isnan(instruction) ? (software & 0x7fffffff) > 0x7f800000
                                  : software == lockstep_bits_f32(instruction);
    if (same && (i & 1023) == 0 && !isnan(instruction)) {
      mpfr_set_flt(x, a, MPFR_RNDN);
      mpfr_set_flt(y, b, MPFR_RNDN);
      mpfr_set_flt(z, c, MPFR_RNDN);
      const int ternary = mpfr_fma(x, x, y, z, MPFR_RNDN);
      mpfr_subnormalize(x, ternary, MPFR_RNDN);
      same = lockstep_bits_f32(mpfr_get_flt(x, MPFR_RNDN)) == software;
    }
    if (!same && w->wrong++ < 20)
      printf("wrong: fma(%a, %a, %a) gave %08" PRIx32 ", instruction %a\n", (double)a, (double)b,
             (double)c, software, (double)instruction);
  }
  mpfr_clears(x, y, z, (mpfr_ptr)0);
  return NULL;
}

static void *try_triples_f64(void *argument) {
  fma_worker *w = argument;
  uint64_t state = w->seed;
  mpfr_t x, y, z;
  mpfr_set_emin(-1073);
  mpfr_set_emax(1024);
  mpfr_inits2(53, x, y, z, (mpfr_ptr)0);
  for (uint64_t i = 0; i < w->count; i++) {
    const uint64_t word = splitmix64(&state);
    // One in four near the smallest numbers.
    const bool tiny = word >> 62 == 0;
    const uint32_t first = (uint32_t)word % (tiny ? 60 : 2047);
    const uint32_t second = (uint32_t)(word >> 32) % (tiny ? 60 : 2047) + (tiny ? 1023 : 0);
    const double a = draw_operand_f64(&state, first), b = draw_operand_f64(&state, second);
    double c = draw_operand_f64(&state, first + second - 1023);
    if ((word >> 16 & 7) == 0) c = -(a * b);
    const uint64_t software = lockstep_bits_f64(lockstep_software_fma_f64(a, b, c));
    const double instruction = __builtin_fma(a, b, c);
    int same = isnan(instruction) ? isnan(lockstep_f64_from_bits(software))
                                  : software == lockstep_bits_f64(instruction);
    if (same && (i & 1023) == 0 && !isnan(instruction)) {
      mpfr_set_d(x, a, MPFR_RNDN);
      mpfr_set_d(y, b, MPFR_RNDN);
      mpfr_set_d(z, c, MPFR_RNDN);
      const int ternary = mpfr_fma(x, x, y, z, MPFR_RNDN);
      mpfr_subnormalize(x, ternary, MPFR_RNDN);
      same = lockstep_bits_f64(mpfr_get_d(x, MPFR_RNDN)) == software;
    }
    if (!same && w->wrong++ < 20)
      printf("wrong: fma(%a, %a, %a) gave %016" PRIx64 ", instruction %a\n", a, b, c, software,
             instruction);
  }
  mpfr_clears(x, y, z, (mpfr_ptr)0);
  return NULL;
}

static int try_fma(uint64_t count, bool binary64) {
  fma_worker workers[2] = {{1, count / 2, 0}, {2, count - count / 2, 0}};
  void *(*const try)(void *) = binary64 ? try_triples_f64 : try_triples;
  pthread_t threads[2];
  for (int t = 0; t < 2; t++)
    if (pthread_create(&threads[t], NULL, try, &workers[t]) != 0) abort();
  for (int t = 0; t < 2; t++) pthread_join(threads[t], NULL);
  const uint64_t wrong = workers[0].wrong + workers[1].wrong;
  printf("fma %" PRIu64 " %" PRIu64 "\n", count, wrong);
  return wrong != 0;
}
#else
static int try_fma(uint64_t count, bool binary64) {
  uint64_t state = count;
  (void)(binary64 ? draw_operand_f64(&state, 1023) : (double)draw_operand(&state, 127));
  fputs("fma: compile with -mfma, or -march=native on a processor that has it\n", stderr);
  return 2;
}
#endif

int main(int argc, char **argv) {
  if (argc == 2 || (argc == 3 && strcmp(argv[2], "64") == 0))
    return try_fma(strtoull(argv[1], NULL, 10), argc == 3);
  fputs("usage: prove-fma count [64]\n", stderr);
  return 2;
}
