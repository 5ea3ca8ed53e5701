#ifndef LOCKSTEP_CONVOLUTION_OPERANDS_H
#define LOCKSTEP_CONVOLUTION_OPERANDS_H

#include <stdbool.h>
#include <stdint.h>

#include "number.h"

// Operands of convolutions and of their gradients.

/// What a convolution computes of two of input, weight and output.
typedef enum lockstep_convolution_kind {
  /// y (+ bias) of x and w.
  LOCKSTEP_CONVOLUTION,
  /// dx of dy and w.
  LOCKSTEP_INPUT_GRADIENT,
  /// dw of dy and x.
  LOCKSTEP_WEIGHT_GRADIENT,
} lockstep_convolution_kind;

/// One axis of a convolution: sizes, and how windows lie on the padded input.
typedef struct lockstep_convolution_axis {
  long input, kernel, stride, dilation;
  /// Padding before the first and after the last element.
  long before, after;
  long output;
} lockstep_convolution_axis;

/// A convolution of x [batch, rows, columns, inputs] with w [outputs, rows, columns,
/// inputs ÷ groups] into y [batch, rows, columns, outputs].
typedef struct lockstep_convolution {
  lockstep_convolution_kind kind;
  long batch, inputs, outputs, groups;
  lockstep_convolution_axis rows, columns;
  /// x or dy.
  const LOCKSTEP_NUMBER *_Nonnull a;
  /// w or, for the gradient of the weight, x.
  const LOCKSTEP_NUMBER *_Nonnull b;
  /// [outputs], added once after the last panel; NULL for none.
  const LOCKSTEP_NUMBER *_Nullable bias;
  /// Whether ReLU follows the bias.
  bool rectifies;
  /// y, dx or dw.
  LOCKSTEP_NUMBER *_Nonnull c;
} lockstep_convolution;

#endif  // LOCKSTEP_CONVOLUTION_OPERANDS_H
