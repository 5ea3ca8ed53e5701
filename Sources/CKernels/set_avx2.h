// 256-bit vectors and fma: x86-64 processors since 2013.

#define LOCKSTEP_SET(name) name##_avx2
#define LOCKSTEP_VECTOR_FLOATS 8
#define LOCKSTEP_TILE_ROWS 6
#define LOCKSTEP_FMA_IN_HARDWARE 1
