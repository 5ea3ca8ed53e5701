#include "sha256_lanes.h"

#include <string.h>

// A word of all sixteen messages is one vector, so that the steps of FIPS 180-4 are written as for one.
// With AVX-512 a core does about 2.2 times the bytes of the instructions made for SHA-256, which wait for
// one another; without it the text is right, but slower than those.
#if defined(__x86_64__) && defined(__linux__)
#define WIDEST __attribute__((target_clones("avx512bw", "default")))
#else
#define WIDEST
#endif

enum { LANES = LOCKSTEP_SHA256_LANES, BLOCK = LOCKSTEP_SHA256_BLOCK };

typedef uint32_t word __attribute__((vector_size(4 * LANES)));
typedef uint8_t bytes __attribute__((vector_size(4 * LANES)));

// The first 32 bits of the fractional parts of the cube roots of the first 64 primes (4.2.2).
static const uint32_t constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

#define ROTATED(x, n) ((x) >> (n) | (x) << (32 - (n)))

// Turns rows, the blocks of the lanes, into columns, the words of all lanes, least significant byte first.
static inline __attribute__((always_inline)) void transpose(word rows[LANES]) {
  // Four rounds, each of which exchanges one bit of the row's number with one of the column's.
  word next[LANES];
  for (int round = 0; round < 4; round++) {
    for (int row = 0; row < LANES / 2; row++) {
      word upper = rows[row], lower = rows[row + LANES / 2];
      next[2 * row] = __builtin_shufflevector(
          upper, lower, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      next[2 * row + 1] = __builtin_shufflevector(
          upper, lower, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    }
    for (int row = 0; row < LANES; row++) rows[row] = next[row];
  }
}

static inline __attribute__((always_inline)) void reverse_bytes(word *x) {
  bytes b = (bytes)*x;
  b = __builtin_shufflevector(
      b, b, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12, 19, 18, 17, 16, 23, 22, 21, 20,
      27, 26, 25, 24, 31, 30, 29, 28, 35, 34, 33, 32, 39, 38, 37, 36, 43, 42, 41, 40, 47, 46, 45,
      44, 51, 50, 49, 48, 55, 54, 53, 52, 59, 58, 57, 56, 63, 62, 61, 60);
  *x = (word)b;
}

// 6.2.2 for `count` blocks of each lane.
WIDEST static void compress(
    uint32_t state[8][LANES], const uint8_t *const data[LANES], size_t count) {
  word sum[8];
  memcpy(sum, state, sizeof sum);
  for (size_t block = 0; block < count; block++) {
    word w[16];
    for (int lane = 0; lane < LANES; lane++) memcpy(&w[lane], data[lane] + BLOCK * block, BLOCK);
    transpose(w);
    for (int t = 0; t < 16; t++) reverse_bytes(&w[t]);
    word a = sum[0], b = sum[1], c = sum[2], d = sum[3];
    word e = sum[4], f = sum[5], g = sum[6], h = sum[7];
#pragma clang loop unroll(full)
    for (int t = 0; t < 64; t++) {
      word one = h + (ROTATED(e, 6) ^ ROTATED(e, 11) ^ ROTATED(e, 25)) + ((e & f) ^ (~e & g)) +
                 constants[t] + w[t % 16];
      word two = (ROTATED(a, 2) ^ ROTATED(a, 13) ^ ROTATED(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
      h = g, g = f, f = e, e = d + one, d = c, c = b, b = a, a = one + two;
      if (t >= 48) continue;
      word early = w[(t + 1) % 16], late = w[(t + 14) % 16];
      w[t % 16] += w[(t + 9) % 16] + (ROTATED(early, 7) ^ ROTATED(early, 18) ^ early >> 3) +
                   (ROTATED(late, 17) ^ ROTATED(late, 19) ^ late >> 10);
    }
    sum[0] += a, sum[1] += b, sum[2] += c, sum[3] += d;
    sum[4] += e, sum[5] += f, sum[6] += g, sum[7] += h;
  }
  memcpy(state, sum, sizeof sum);
}

int lockstep_sha256_lanes_are_fast(void) {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512bw") != 0;
#else
  return 0;
#endif
}

void lockstep_sha256_lanes_start(lockstep_sha256_lanes *lanes) {
  // The first 32 bits of the fractional parts of the square roots of the first 8 primes (5.3.3).
  static const uint32_t first[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  for (int i = 0; i < 8; i++)
    for (int lane = 0; lane < LANES; lane++) lanes->state[i][lane] = first[i];
  lanes->carried = 0;
  lanes->byte_count = 0;
}

// Compresses what is carried, one block of each lane.
static void compress_carry(lockstep_sha256_lanes *lanes) {
  const uint8_t *data[LANES];
  for (int lane = 0; lane < LANES; lane++) data[lane] = lanes->carry[lane];
  compress(lanes->state, data, 1);
  lanes->carried = 0;
}

void lockstep_sha256_lanes_append(
    lockstep_sha256_lanes *lanes, const void *const messages[LANES], size_t byte_count) {
  lanes->byte_count += byte_count;
  size_t used = 0;
  if (lanes->carried > 0) {
    size_t room = BLOCK - lanes->carried;
    used = byte_count < room ? byte_count : room;
    for (int lane = 0; lane < LANES; lane++)
      memcpy(lanes->carry[lane] + lanes->carried, messages[lane], used);
    lanes->carried += used;
    if (lanes->carried < BLOCK) return;
    compress_carry(lanes);
  }
  const uint8_t *data[LANES];
  for (int lane = 0; lane < LANES; lane++) data[lane] = (const uint8_t *)messages[lane] + used;
  size_t blocks = (byte_count - used) / BLOCK, rest = (byte_count - used) % BLOCK;
  compress(lanes->state, data, blocks);
  for (int lane = 0; lane < LANES; lane++)
    memcpy(lanes->carry[lane], data[lane] + BLOCK * blocks, rest);
  lanes->carried = rest;
}

void lockstep_sha256_lanes_finish(lockstep_sha256_lanes *lanes, uint8_t *digests) {
  // A one, zeros, and the length in bits in the last eight bytes of a block (5.1.1).
  uint64_t bits = 8 * lanes->byte_count;
  size_t carried = lanes->carried;
  for (int lane = 0; lane < LANES; lane++) {
    lanes->carry[lane][carried] = 0x80;
    memset(lanes->carry[lane] + carried + 1, 0, BLOCK - carried - 1);
  }
  if (carried >= BLOCK - 8) {
    compress_carry(lanes);
    memset(lanes->carry, 0, sizeof lanes->carry);
  }
  for (int lane = 0; lane < LANES; lane++)
    for (int i = 0; i < 8; i++) lanes->carry[lane][BLOCK - 1 - i] = (uint8_t)(bits >> 8 * i);
  compress_carry(lanes);
  for (int lane = 0; lane < LANES; lane++)
    for (int i = 0; i < 32; i++)
      *digests++ = (uint8_t)(lanes->state[i / 4][lane] >> (24 - 8 * (i % 4)));
}
