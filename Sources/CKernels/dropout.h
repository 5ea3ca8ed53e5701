// Dropout by a counter-based generator: NUM-023.

#pragma STDC FP_CONTRACT OFF

static void dropout(long first, long count, const lockstep_mask *mask, const NUMBER *x,
                        NUMBER *y) {
  if (mask->threshold == 0) {
    fill(count, 0.0f, y);
    return;
  }
  // The threshold may be 2^32, which keeps every word; its predecessor fits into 32 bits.
  const uint32_t last_kept = (uint32_t)(mask->threshold - 1);
  const NUMBER factor = (NUMBER)mask->scale;
  uint32_t words[4 * PHILOX_BLOCKS];
  for (long i = 0; i < count; i += 4 * PHILOX_BLOCKS) {
    const long size = count - i < 4 * PHILOX_BLOCKS ? count - i : 4 * PHILOX_BLOCKS;
    philox_words(mask, (uint64_t)(first + i) / 4, words);
    INDEPENDENT for (long j = 0; j < size; j++) {
      const NUMBER scaled = x[i + j] * factor;
      y[i + j] = words[j] <= last_kept ? scaled : 0.0f;
    }
  }
}
