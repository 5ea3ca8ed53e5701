// Prints the digest of every kernel's results on the same inputs, whatever the instruction set.
//
//   kernel-vectors SET   SET is portable, avx2, avx512 or neon
//
// Scripts/kernel-vectors builds it for this processor and for arm64, and compares what is printed.
// Exit status 1 means that no vector calls some kernel of the table, 3 that SET cannot run here.

#include "vectors.h"

static const char *const set_names[] = {"portable", "avx2", "avx512", "neon"};

/// How many kernels of a table no vector called. A type may lack an operation.
static int missing_of(const char *name, const void *table, const bool *is_called, int members) {
  int missing = 0;
  for (int member = 0; member < members; member++) {
    void *kernel;
    memcpy(&kernel, (const char *)table + (size_t)member * sizeof kernel, sizeof kernel);
    if (is_called[member] || kernel == NULL) continue;
    fprintf(stderr, "kernel-vectors: no vector calls member %d (from 0) of %s\n", member, name);
    missing++;
  }
  return missing;
}

int main(int argc, char **argv) {
  static run r;
  for (int set = 0; argc == 2 && set < COUNT_OF(set_names); set++)
    if (strcmp(argv[1], set_names[set]) == 0)
      r.table = lockstep_kernels_for((lockstep_instruction_set)set);
  if (!r.table) {
    fprintf(stderr, "kernel-vectors: this processor lacks the instruction set\n");
    return 3;
  }
  for (int binary64 = 0; binary64 < 2; binary64++) {
    r.is_binary64 = binary64;
    elementwise_vectors(&r);
    function_vectors(&r);
    sum_vectors(&r);
    product_vectors(&r);
    convolution_vectors(&r);
    row_vectors(&r);
    extremum_vectors(&r);
    attention_vectors(&r);
    recurrent_vectors(&r);
    batch_norm_vectors(&r);
    pooling_vectors(&r);
    scatter_vectors(&r);
    training_vectors(&r);
  }
  r.is_binary64 = false;
  pair_vectors(&r);
  integer_sum_vectors(&r);
  index_vectors(&r);
  copy_vectors(&r);
  conversion_vectors(&r);
  total_vectors(&r);

  // The two tables are no kernels.
  (void)KERNEL(&r, real_f32);
  (void)KERNEL(&r, real_f64);
  int missing = missing_of("lockstep_kernels", r.table, r.is_called, MEMBERS);
  missing += missing_of("lockstep_reals of binary32", r.table->real_f32,
                        r.is_real_called[0], REAL_MEMBERS);
  missing += missing_of("lockstep_reals of binary64", r.table->real_f64,
                        r.is_real_called[1], REAL_MEMBERS);
  return missing != 0;
}
