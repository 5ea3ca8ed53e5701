#ifndef LOCKSTEP_TRAINING_OPERANDS_H
#define LOCKSTEP_TRAINING_OPERANDS_H

#include <stdbool.h>
#include <stdint.h>

// What optimizers, dropout and losses take beside elements. Scalars are host scalars: the kernel
// rounds them once.

/// The scalars of `adam`, named as in the rule.
typedef struct lockstep_adam {
  double beta1, one_minus_beta1, beta2, one_minus_beta2;
  double root_scale, epsilon, step_size, weight_decay, decay;
  /// g = fma(weight_decay, p, g) first.
  bool couples_decay;
  /// q = p · decay.
  bool decouples_decay;
} lockstep_adam;

/// The scalars of `sgd`, named as in the rule.
typedef struct lockstep_sgd {
  double learning_rate, momentum, weight_decay;
  bool uses_momentum, uses_decay, nesterov;
} lockstep_sgd;

/// Where the random words of a mask come from.
typedef struct lockstep_mask {
  uint32_t key0, key1;
  uint64_t position;
  /// A word below it keeps its element; 0 ... 2^32.
  uint64_t threshold;
  double scale;
} lockstep_mask;

/// How labels become target distributions.
typedef struct lockstep_targets {
  /// Of the label's own loss, of every class and of the label's class.
  double kept, other_weight, label_weight;
  bool smooths, ignores;
  int32_t ignored_label;
} lockstep_targets;

#endif  // LOCKSTEP_TRAINING_OPERANDS_H
