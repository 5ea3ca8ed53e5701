// What is included next is compiled for binary32. `OF` names what has a suffix in binary64 alone, `TYPED`
// what has one for either type.

#pragma STDC FP_CONTRACT OFF

#undef NUMBER
#undef OF
#undef TYPED
#undef LANES
#undef FOLD_TAKE
#undef FOLD_FINISH
#define NUMBER float
#define OF(name) name
#define TYPED(name) name##_f32
// For loops with fma, which without the instruction become vectors in binary32 alone.
#define LANES INDEPENDENT
#define FOLD_TAKE fold_f32_take
#define FOLD_FINISH fold_f32_finish
