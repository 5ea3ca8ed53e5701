#ifndef LOCKSTEP_KERNEL_TABLES_H
#define LOCKSTEP_KERNEL_TABLES_H

#include "include/kernels.h"

#include <stddef.h>

#ifndef __clang__
#error "Lockstep's C sources rely on clang's pragmas and builtins; compile them with clang."
#endif
#ifdef __FAST_MATH__
#error "Lockstep must not be compiled with -ffast-math: it changes results."
#endif

#define LOCKSTEP_TABLES(set)                          \
  extern const lockstep_reals lockstep_reals_f32_##set; \
  extern const lockstep_reals lockstep_reals_f64_##set; \
  extern const lockstep_kernels lockstep_kernels_##set;

LOCKSTEP_TABLES(portable)
LOCKSTEP_TABLES(avx2)
LOCKSTEP_TABLES(avx512)
LOCKSTEP_TABLES(neon)
#undef LOCKSTEP_TABLES

#endif  // LOCKSTEP_KERNEL_TABLES_H
