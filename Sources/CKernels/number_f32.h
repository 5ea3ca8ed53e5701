// The texts of a set are compiled for binary32: NUM-155. `kernels_*_f64.c` compiles them for binary64.

#pragma STDC FP_CONTRACT OFF

#define NUMBER float
#define LOCKSTEP_NUMBER NUMBER
#define NUMBER_BITS 32
// As wide as a number; comparisons of vectors give it.
#define SIGNED int32_t
#define UNSIGNED uint32_t
// Elements of a vector register.
#define W LOCKSTEP_VECTOR_FLOATS
// What pairs.h and others have for all types at once.
#define TYPED(name) name##_f32
// For loops with fma, which without the instruction become vectors in binary32 alone.
#define LANES INDEPENDENT
#define FOLD_TAKE fold_f32_take
#define FOLD_FINISH fold_f32_finish
#define LOCKSTEP_REALS LOCKSTEP_SET(lockstep_reals_f32)
