#include "vectors.h"

/// Packs and computes all tasks, the way the device does.
static void multiply(run *r, const lockstep_matmul *product) {
  void *scratch = blank_numbers(r, REAL(r, matmul_scratch)(product));
  const long packing = REAL(r, matmul_packing_tasks)(product);
  const long tiles = REAL(r, matmul_tile_tasks)(product);
  for (long task = 0; task < packing; task++) REAL(r, matmul_pack)(product, task, scratch);
  for (long task = tiles; task-- > 0;) REAL(r, matmul_tile)(product, task, scratch);
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
            .a = numbers(r, m * k), .b = numbers(r, k * n), .bias = adds ? numbers(r, n) : NULL,
            .c = blank_numbers(r, m * n)};
        multiply(r, &product);
        hash_numbers(r, product.c, m * n);
        end(r);
      }
}
