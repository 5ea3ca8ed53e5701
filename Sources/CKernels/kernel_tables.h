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

extern const lockstep_kernels lockstep_kernels_portable;
extern const lockstep_kernels lockstep_kernels_avx2;
extern const lockstep_kernels lockstep_kernels_avx512;
extern const lockstep_kernels lockstep_kernels_neon;

#endif  // LOCKSTEP_KERNEL_TABLES_H
