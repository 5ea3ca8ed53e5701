#include "vectors.h"

// What has kernels of one text for binary32 and for binary64.

#define NUMBER float
#define NUMBERS floats
#define HASH hash_floats
#define REALS real_f32
#define SUFFIX ""
#define OF(name) name
#include "real_vectors.h"
#undef NUMBER
#undef NUMBERS
#undef HASH
#undef REALS
#undef SUFFIX
#undef OF

#define NUMBER double
#define NUMBERS doubles
#define HASH hash_doubles
#define REALS real_f64
#define SUFFIX " in binary64"
#define OF(name) name##_f64
#include "real_vectors.h"

static const long counts[] = {0, 1, 3, 4, 5, 8, 15, 16, 17, 33, 100, 1000};
static const long shapes[][2] = {{0, 3},  {1, 1},  {2, 2},  {3, 10}, {4, 16},
                                 {5, 33}, {3, 65}, {2, 130}, {1, 4099}};

void real_vectors(run *r) {
  for (draw d = 0; d < DRAW_COUNT; d++) {
    for (int i = 0; i < COUNT_OF(shapes); i++) {
      const long rows = shapes[i][0], columns = shapes[i][1];
#define BOTH(name) name(r, rows, columns, d), name##_f64(r, rows, columns, d)
      BOTH(cross_entropy);
      BOTH(target_cross_entropy);
      BOTH(softmax);
      BOTH(layer_norm);
      BOTH(rms_norm);
#undef BOTH
    }
    for (int i = 0; i < COUNT_OF(counts); i++) {
#define BOTH(name) name(r, counts[i], d), name##_f64(r, counts[i], d)
      BOTH(dropout);
      BOTH(sgd);
      BOTH(adam);
#undef BOTH
    }
  }
}
