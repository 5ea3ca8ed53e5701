// Words of a counter-based generator: NUM-023.

#pragma STDC FP_CONTRACT OFF

// Philox blocks side by side, a word of each in a 64-bit lane: two registers a word, because one
// block's ten rounds are a chain and a single register would wait for itself.
enum { PHILOX_BLOCKS = W };
typedef uint64_t philox_word __attribute__((ext_vector_type(W)));

/// Words of PHILOX_BLOCKS blocks from `block` on; word w of block b goes to 4 · b + w.
///
/// Each word is the lower half of a 64-bit lane; the upper half is left over. Masking both factors
/// right at the product is what tells the compiler that one 32 × 32 bit multiplication is enough.
INLINE void philox_words(const lockstep_mask *mask, uint64_t block, uint32_t *words) {
  const uint64_t low = UINT32_MAX;
  philox_word c0;
  for (int b = 0; b < PHILOX_BLOCKS; b++) c0[b] = block + (uint64_t)b;
  philox_word c1 = c0 >> 32;
  philox_word c2 = (philox_word)(mask->position);
  philox_word c3 = (philox_word)(mask->position >> 32);
  uint32_t k0 = mask->key0;
  uint32_t k1 = mask->key1;
  for (int round = 0; round < 10; round++) {
    const philox_word product0 = (c0 & low) * UINT64_C(0xD2511F53);
    const philox_word product1 = (c2 & low) * UINT64_C(0xCD9E8D57);
    c0 = (product1 >> 32) ^ c1 ^ (uint64_t)k0;
    c1 = product1;
    c2 = (product0 >> 32) ^ c3 ^ (uint64_t)k1;
    c3 = product0;
    k0 += UINT32_C(0x9E3779B9);
    k1 += UINT32_C(0xBB67AE85);
  }
  // Both processor families are little-endian: two words in a lane are neighbours in memory.
  const philox_word words01 = (c0 & low) | c1 << 32;
  const philox_word words23 = (c2 & low) | c3 << 32;
  const philox_word interleaved[2] = {INTERLEAVE_LOW(words01, words23),
                                      INTERLEAVE_HIGH(words01, words23)};
  __builtin_memcpy(words, interleaved, sizeof interleaved);
}
