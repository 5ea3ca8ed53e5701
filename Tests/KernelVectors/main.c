// Prints the digest of every kernel's results on the same inputs, whatever the instruction set.
//
//   kernel-vectors SET   SET is portable, avx2, avx512 or neon
//
// Scripts/kernel-vectors builds it for this processor and for arm64, and compares what is printed.
// Exit status 1 means that no vector calls some kernel of the table, 3 that SET cannot run here.

#include "vectors.h"

static const char *const set_names[] = {"portable", "avx2", "avx512", "neon"};

/// Whether a member is a kernel: a type may lack an operation.
static bool exists(const lockstep_kernels *table, int member) {
  void *kernel;
  memcpy(&kernel, (const char *)table + (size_t)member * sizeof kernel, sizeof kernel);
  return kernel != NULL;
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
  elementwise_vectors(&r);
  pair_vectors(&r);
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
  index_vectors(&r);
  copy_vectors(&r);
  conversion_vectors(&r);
  training_vectors(&r);
  real_vectors(&r);
  double_vectors(&r);

  int missing = 0;
  for (int member = 0; member < MEMBERS; member++)
    if (!r.is_called[member] && exists(r.table, member)) {
      fprintf(stderr, "kernel-vectors: no vector calls member %d (from 0) of lockstep_kernels\n",
              member);
      missing++;
    }
  return missing != 0;
}
