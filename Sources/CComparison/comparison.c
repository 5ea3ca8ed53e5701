#include "comparison.h"

#include <string.h>

#pragma STDC FP_CONTRACT OFF

// The loops have no branches and no order that matters, except in `squares`, where a lane keeps its own:
// every width of vector gives the same results, so the widest that the processor has is taken.
#if defined(__x86_64__) && defined(__linux__)
#define WIDEST __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define WIDEST
#endif

enum { LANES = 64 };

static inline uint32_t word(const unsigned char *bytes, size_t index) {
  uint32_t value;
  memcpy(&value, bytes + 4 * index, sizeof value);
  return value;
}

// The place on the number line; every NaN has that of the canonical one.
static inline uint32_t ordinal(uint32_t bits) {
  uint32_t magnitude = bits & 0x7fffffffu;
  uint32_t negative = 0u - (bits >> 31);
  uint32_t place = ((magnitude ^ negative) - negative) + 0x80000000u;
  return magnitude > 0x7f800000u ? 0x7fc00000u + 0x80000000u : place;
}

WIDEST lockstep_f32_counts lockstep_compare_f32(
    const void *a, const void *b, size_t count, double *restrict reals_a,
    double *restrict reals_b) {
  const unsigned char *p = a, *q = b;
  lockstep_f32_counts counts = {0, 0, 0, 0, 0};
  for (size_t i = 0; i < count; i++) {
    uint32_t x = word(p, i), y = word(q, i);
    uint32_t left = ordinal(x), right = ordinal(y);
    uint32_t distance = left > right ? left - right : right - left;
    counts.nan_in_a += (x & 0x7fffffffu) > 0x7f800000u;
    counts.nan_in_b += (y & 0x7fffffffu) > 0x7f800000u;
    counts.differing += x != y;
    counts.apart += distance != 0;
    counts.farthest = distance > counts.farthest ? distance : counts.farthest;
  }
  for (size_t i = 0; i < count; i++) {
    float x, y;
    memcpy(&x, p + 4 * i, sizeof x);
    memcpy(&y, q + 4 * i, sizeof y);
    reals_a[i] = x;
    reals_b[i] = y;
  }
  return counts;
}

static inline double magnitude(double number) { return __builtin_fabs(number); }

WIDEST void lockstep_measure(
    const double *a, const double *b, size_t rows, lockstep_lanes *restrict lanes) {
  memset(lanes, 0, sizeof *lanes);
  for (size_t row = 0; row < rows; row++) {
    for (size_t i = 0; i < LANES; i++) {
      double p = a[LANES * row + i], q = b[LANES * row + i];
      // Also of equal infinities, which subtraction makes NaN.
      double difference = p == q ? 0 : magnitude(p - q);
      double left = magnitude(p), right = magnitude(q);
      double larger = right > left ? right : left;
      double quotient = difference / (difference == 0 ? 1 : larger);
      lanes->absolute[i] = difference > lanes->absolute[i] ? difference : lanes->absolute[i];
      lanes->relative[i] = quotient > lanes->relative[i] ? quotient : lanes->relative[i];
      lanes->squares[i] += difference * difference;
    }
  }
}
