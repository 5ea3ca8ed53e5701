#include "vectors.h"

/// Packs and computes all tasks, the way the device does.
static void multiply(run *r, const lockstep_matmul *product) {
  float *scratch = BLANK(r, float, KERNEL(r, matmul_scratch)(product));
  const long packing = KERNEL(r, matmul_packing_tasks)(product);
  const long tiles = KERNEL(r, matmul_tile_tasks)(product);
  for (long task = 0; task < packing; task++) KERNEL(r, matmul_pack)(product, task, scratch);
  for (long task = tiles; task-- > 0;) KERNEL(r, matmul_tile)(product, task, scratch);
}

/// In binary64, in four parts: where rows and columns are cut must not matter.
static void multiply_f64(run *r, long m, long n, long k, bool turns_a, bool turns_b) {
  const lockstep_matmul_f64 product = {
      .m = m, .n = n, .k = k,
      .a_row_stride = turns_a ? 1 : k, .a_inner_stride = turns_a ? m : 1,
      .b_inner_stride = turns_b ? 1 : n, .b_column_stride = turns_b ? k : 1,
      .a = doubles(r, m * k), .b = doubles(r, k * n), .c = BLANK(r, double, m * n)};
  for (int part = 0; part < 4; part++)
    KERNEL(r, matmul_f64)(&product, part & 1 ? m / 2 : 0, part & 1 ? m : m / 2,
                          part & 2 ? n / 3 : 0, part & 2 ? n : n / 3);
  hash_doubles(r, product.c, m * n);
}

void product_vectors(run *r) {
  static const long shapes[][3] = {{0, 4, 3},    {4, 0, 3},     {5, 16, 0},   {1, 1, 1},
                                   {3, 5, 7},    {13, 33, 257}, {49, 31, 12}, {12, 32, 256},
                                   {97, 40, 30}, {130, 48, 1},  {6, 16, 513}, {64, 10, 64},
                                   {1, 70, 300}, {70, 1, 300},  {1, 1, 600},  {1, 19, 5},
                                   {1, 530, 21}, {75, 1, 512},  {1, 67, 270}};
  for (draw d = 0; d < DRAW_COUNT; d++)
    for (int i = 0; i < COUNT_OF(shapes); i++)
      for (int form = 0; form < 8; form++) {
        const long m = shapes[i][0], n = shapes[i][1], k = shapes[i][2];
        const bool turns_a = form & 1, turns_b = form & 2, adds = form & 4;
        begin(r, d, "product %ldx%ldx%ld form %d", m, n, k, form);
        lockstep_matmul product = {
            .m = m, .n = n, .k = k,
            .a_row_stride = turns_a ? 1 : k, .a_inner_stride = turns_a ? m : 1,
            .b_inner_stride = turns_b ? 1 : n, .b_column_stride = turns_b ? k : 1,
            .a = floats(r, m * k), .b = floats(r, k * n), .bias = adds ? floats(r, n) : NULL,
            .c = BLANK(r, float, m * n)};
        multiply(r, &product);
        hash_floats(r, product.c, m * n);
        if (!adds) multiply_f64(r, m, n, k, turns_a, turns_b);
        end(r);
      }
}
