// What is included next is compiled for binary64: NUM-155. `OF` and `TYPED` are explained in
// number_f32.h.

#pragma STDC FP_CONTRACT OFF

#undef NUMBER
#undef OF
#undef TYPED
#undef LANES
#undef FOLD_TAKE
#undef FOLD_FINISH
#define NUMBER double
#define OF(name) name##_f64
#define TYPED(name) name##_f64
#if LOCKSTEP_FMA_IN_HARDWARE
#define LANES INDEPENDENT
#else
#define LANES
#endif
#define FOLD_TAKE fold_f64_take
#define FOLD_FINISH fold_f64_finish
