#ifndef LOCKSTEP_SHA256_LANES_H
#define LOCKSTEP_SHA256_LANES_H

#include <stddef.h>
#include <stdint.h>

enum { LOCKSTEP_SHA256_LANES = 16, LOCKSTEP_SHA256_BLOCK = 64 };

/// Sixteen messages of one length on their way through SHA-256 (FIPS 180-4), one in each lane.
typedef struct {
  /// The words a to h, each of all lanes.
  uint32_t state[8][LOCKSTEP_SHA256_LANES];
  /// The bytes of each lane that are no whole block yet.
  uint8_t carry[LOCKSTEP_SHA256_LANES][LOCKSTEP_SHA256_BLOCK];
  /// How many they are, in every lane.
  size_t carried;
  /// The bytes of each lane so far; below 2^61.
  uint64_t byte_count;
} lockstep_sha256_lanes;

/// Whether this processor hashes sixteen messages faster side by side than one after the other.
int lockstep_sha256_lanes_are_fast(void);

/// Starts sixteen messages.
void lockstep_sha256_lanes_start(lockstep_sha256_lanes *lanes);

/// Appends `byte_count` bytes to each message.
void lockstep_sha256_lanes_append(
    lockstep_sha256_lanes *lanes, const void *const bytes[LOCKSTEP_SHA256_LANES], size_t byte_count);

/// Ends the messages and writes their digests, of 32 bytes each, one after the other.
void lockstep_sha256_lanes_finish(lockstep_sha256_lanes *lanes, uint8_t *digests);

#endif  // LOCKSTEP_SHA256_LANES_H
