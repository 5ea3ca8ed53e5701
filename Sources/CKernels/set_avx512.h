// 512-bit vectors: the subsets f, dq, bw and vl.

#define LOCKSTEP_SET(name) name##_avx512
#define LOCKSTEP_VECTOR_FLOATS 16
#define LOCKSTEP_TILE_ROWS 12
#define LOCKSTEP_FMA_IN_HARDWARE 1
