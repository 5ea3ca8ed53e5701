#include "vectors.h"

static lockstep_convolution_axis axis(long input, long kernel, long stride, long dilation,
                                      long before, long after) {
  const long extent = (kernel - 1) * dilation + 1;
  return (lockstep_convolution_axis){
      .input = input, .kernel = kernel, .stride = stride, .dilation = dilation, .before = before,
      .after = after, .output = (before + input + after - extent) / stride + 1};
}

static void compute(run *r, lockstep_convolution convolution, lockstep_convolution_kind kind,
                    const void *a, const void *b, const void *bias, long count) {
  convolution.kind = kind;
  convolution.a = a;
  convolution.b = b;
  convolution.bias = bias;
  convolution.c = blank_numbers(r, count);
  void *scratch = blank_numbers(r, REAL(r, convolution_scratch)(&convolution));
  for (int phase = 0; phase < LOCKSTEP_CONVOLUTION_PHASES; phase++) {
    const long tasks = REAL(r, convolution_tasks)(&convolution, phase, scratch);
    for (long task = 0; task < tasks; task++) {
      REAL(r, convolution_task)(&convolution, phase, task, scratch);
    }
  }
  hash_numbers(r, convolution.c, count);
}

static void convolve(run *r, lockstep_convolution shape, draw d) {
  begin(r, d, "convolution %ldx%ldx%ld to %ld in %ld", shape.rows.input, shape.columns.input,
        shape.inputs, shape.outputs, shape.groups);
  const long x_count = shape.batch * shape.rows.input * shape.columns.input * shape.inputs;
  const long y_count = shape.batch * shape.rows.output * shape.columns.output * shape.outputs;
  const long w_count =
      shape.outputs * shape.rows.kernel * shape.columns.kernel * (shape.inputs / shape.groups);
  const void *x = numbers(r, x_count), *w = numbers(r, w_count), *dy = numbers(r, y_count);
  const void *bias = numbers(r, shape.outputs);
  compute(r, shape, LOCKSTEP_CONVOLUTION, x, w, bias, y_count);
  shape.rectifies = true;
  compute(r, shape, LOCKSTEP_CONVOLUTION, x, w, bias, y_count);
  shape.rectifies = false;
  compute(r, shape, LOCKSTEP_INPUT_GRADIENT, dy, w, NULL, x_count);
  compute(r, shape, LOCKSTEP_WEIGHT_GRADIENT, dy, x, NULL, w_count);
  end(r);
}

void convolution_vectors(run *r) {
  const lockstep_convolution shapes[] = {
      {.batch = 2, .inputs = 3, .outputs = 17, .groups = 1, .rows = axis(7, 3, 1, 1, 1, 1),
       .columns = axis(9, 3, 2, 1, 1, 0)},
      {.batch = 1, .inputs = 40, .outputs = 33, .groups = 1, .rows = axis(5, 3, 1, 1, 1, 1),
       .columns = axis(5, 3, 1, 1, 1, 1)},
      {.batch = 2, .inputs = 6, .outputs = 9, .groups = 3, .rows = axis(9, 2, 3, 2, 0, 2),
       .columns = axis(6, 3, 1, 2, 2, 2)},
      {.batch = 2, .inputs = 19, .outputs = 19, .groups = 19, .rows = axis(12, 3, 1, 1, 1, 1),
       .columns = axis(12, 4, 1, 1, 1, 1)},
      {.batch = 3, .inputs = 1, .outputs = 5, .groups = 1, .rows = axis(12, 3, 1, 1, 0, 0),
       .columns = axis(12, 3, 1, 1, 0, 0)},
      {.batch = 1, .inputs = 25, .outputs = 17, .groups = 1, .rows = axis(18, 2, 1, 1, 0, 0),
       .columns = axis(17, 2, 1, 1, 0, 0)},
  };
  for (draw d = 0; d < DRAW_COUNT; d++)
    for (int i = 0; i < COUNT_OF(shapes); i++) convolve(r, shapes[i], d);
}
