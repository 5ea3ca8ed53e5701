#include "kernel_tables.h"


#if defined(__x86_64__)

static bool has_avx2(void) {
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

static bool has_avx512(void) {
  return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
}

#endif

const lockstep_kernels *lockstep_kernels_for(lockstep_instruction_set set) {
  switch (set) {
    case LOCKSTEP_PORTABLE: return &lockstep_kernels_portable;
#if defined(__x86_64__)
    case LOCKSTEP_AVX2: return has_avx2() ? &lockstep_kernels_avx2 : NULL;
    case LOCKSTEP_AVX512: return has_avx512() ? &lockstep_kernels_avx512 : NULL;
#elif defined(__aarch64__)
    case LOCKSTEP_NEON: return &lockstep_kernels_neon;
#endif
    default: return NULL;
  }
}

const char *lockstep_probe_name(int probe) {
  static const char *const names[] = {
      "no contraction of a * b + c",
      "fma rounds once",
      "subnormals are kept",
      "division is correctly rounded",
      "square root is correctly rounded",
      "rounding to nearest even",
  };
  const int count = (int)(sizeof names / sizeof names[0]);
  return probe >= 0 && probe < count ? names[probe] : NULL;
}
