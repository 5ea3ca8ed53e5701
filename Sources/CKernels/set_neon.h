// 128-bit vectors and fma: every arm64 processor.

#define LOCKSTEP_SET(name) name##_neon
#define LOCKSTEP_VECTOR_FLOATS 4
#define LOCKSTEP_TILE_ROWS 8
#define LOCKSTEP_FMA_IN_HARDWARE 1
