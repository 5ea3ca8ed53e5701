#ifndef LOCKSTEP_COMPARISON_H
#define LOCKSTEP_COMPARISON_H

#include <stddef.h>
#include <stdint.h>

/// What two blocks of binary32 numbers count; a NaN stands for the canonical one except in `differing`.
typedef struct {
  /// NaNs of either block.
  uint32_t nan_in_a, nan_in_b;
  /// Elements whose bits differ, spellings of NaN included.
  uint32_t differing;
  /// Elements at a distance of at least one ULP.
  uint32_t apart;
  /// The largest distance in ULP.
  uint32_t farthest;
} lockstep_f32_counts;

/// Compares `count` binary32 numbers in little-endian order, at any address, and writes them as binary64.
lockstep_f32_counts lockstep_compare_f32(
    const void *a, const void *b, size_t count, double *reals_a, double *reals_b);

/// How far numbers are apart, lane by lane: lane i has the numbers i, i + 64, i + 128 …
typedef struct {
  /// The largest |a - b|.
  double absolute[64];
  /// The largest |a - b| / max(|a|, |b|); 0 where the numbers are equal.
  double relative[64];
  /// The sum of (a - b)^2 in ascending order; each operation is rounded.
  double squares[64];
} lockstep_lanes;

/// Measures rows of 64 binary64 numbers of which none is a NaN.
///
/// Where a difference is infinite, `absolute` says so and the other two are not to be used.
void lockstep_measure(const double *a, const double *b, size_t rows, lockstep_lanes *lanes);

#endif  // LOCKSTEP_COMPARISON_H
