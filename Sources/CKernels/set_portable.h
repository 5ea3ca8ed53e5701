// Baseline instructions, and fma in software where they lack it.

#define LOCKSTEP_SET(name) name##_portable
#define LOCKSTEP_VECTOR_FLOATS 4
#define LOCKSTEP_TILE_ROWS 4
#if defined(__FMA__) || defined(__aarch64__)
#define LOCKSTEP_FMA_IN_HARDWARE 1
#else
#define LOCKSTEP_FMA_IN_HARDWARE 0
#endif
