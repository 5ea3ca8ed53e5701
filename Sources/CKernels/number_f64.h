// The texts of a set are compiled for binary64: NUM-155. What is defined here is explained in
// number_f32.h.

#pragma STDC FP_CONTRACT OFF

#define NUMBER double
#define LOCKSTEP_NUMBER NUMBER
#define NUMBER_BITS 64
#define SIGNED int64_t
#define UNSIGNED uint64_t
#define W (LOCKSTEP_VECTOR_FLOATS / 2)
// What pairs.h and others have for all types at once.
#define TYPED(name) name##_f64
#if LOCKSTEP_FMA_IN_HARDWARE
#define LANES INDEPENDENT
#else
#define LANES
#endif
#define FOLD_TAKE fold_f64_take
#define FOLD_FINISH fold_f64_finish
#define LOCKSTEP_REALS LOCKSTEP_SET(lockstep_reals_f64)
