#ifndef LOCKSTEP_REAL_KERNELS_H
#define LOCKSTEP_REAL_KERNELS_H

#include <stdbool.h>
#include <stdint.h>

// Kernels that exist for binary32 and for binary64, whose operands are elements of the one or the other.
// Scalars are host scalars: the kernel rounds them once.

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

/// Rows of elements and their results; in place where the entry says so.
typedef void (*lockstep_row_map)(long rows, long columns, const void *_Nonnull x, void *_Nonnull y);
typedef void (*lockstep_row_gradient)(long rows, long columns, const void *_Nonnull y,
                                      const void *_Nonnull dy, void *_Nonnull dx);
typedef void (*lockstep_norm_gradient)(long rows, long columns, const void *_Nonnull dy,
                                       const void *_Nonnull gamma,
                                       const void *_Nonnull normalized,
                                       const void *_Nonnull inverse, void *_Nonnull dx);

/// The kernels of one type of numbers.
typedef struct lockstep_reals {
  /// Elements first ..< last of dx, whose `rank` <= 6 axes have a stride in the results, 0 where they
  /// were reduced, and one in the places, 0 where they were kept.
  void (*_Nonnull extremum_gradient)(long rank, const long *_Nonnull lengths,
                                     const long *_Nonnull result_strides,
                                     const long *_Nonnull place_strides, long first, long last,
                                     const void *_Nonnull dy, const int32_t *_Nonnull places,
                                     void *_Nonnull dx);
  /// In place or not; the gradients from the result y, in place of either input or not.
  lockstep_row_map _Nonnull softmax, log_softmax;
  lockstep_row_gradient _Nonnull softmax_gradient, log_softmax_gradient;
  void (*_Nonnull cross_entropy)(long rows, long classes, const void *_Nonnull logits,
                                 const int32_t *_Nonnull labels, void *_Nonnull losses,
                                 void *_Nonnull probabilities);
  /// `share` is upstream ÷ rows, a number of the type; in place or not.
  void (*_Nonnull cross_entropy_gradient)(long rows, long classes, double share,
                                          const void *_Nonnull probabilities,
                                          const int32_t *_Nonnull labels, void *_Nonnull dx);
  /// Cross-entropy with smoothed or ignored labels.
  void (*_Nonnull target_cross_entropy)(const lockstep_targets *_Nonnull targets, long rows,
                                        long classes, const void *_Nonnull logits,
                                        const int32_t *_Nonnull labels, void *_Nonnull losses,
                                        void *_Nonnull probabilities);
  /// Row i takes upstream[i · upstream_step]; in place of the probabilities or not.
  void (*_Nonnull target_cross_entropy_gradient)(
      const lockstep_targets *_Nonnull targets, long rows, long classes,
      const void *_Nonnull upstream, long upstream_step, const void *_Nonnull probabilities,
      const int32_t *_Nonnull labels, void *_Nonnull dx);
  void (*_Nonnull layer_norm)(long rows, long columns, double epsilon, const void *_Nonnull x,
                              const void *_Nonnull gamma, const void *_Nonnull beta,
                              void *_Nonnull y, void *_Nonnull normalized, void *_Nonnull inverse);
  lockstep_norm_gradient _Nonnull layer_norm_gradient;
  /// The same without a mean and without a shift.
  void (*_Nonnull rms_norm)(long rows, long columns, double epsilon, const void *_Nonnull x,
                            const void *_Nonnull gamma, void *_Nonnull y,
                            void *_Nonnull normalized, void *_Nonnull inverse);
  lockstep_norm_gradient _Nonnull rms_norm_gradient;
  /// Elements first ..< first + count of a tensor, x and y at element `first`, a multiple of 4; in
  /// place or not.
  void (*_Nonnull dropout)(long first, long count, const lockstep_mask *_Nonnull mask,
                           const void *_Nonnull x, void *_Nonnull y);
  /// `b` is not touched without momentum and may be NULL then.
  void (*_Nonnull sgd)(long count, const lockstep_sgd *_Nonnull scalars, const void *_Nonnull g,
                       void *_Nonnull p, void *_Nullable b);
  void (*_Nonnull adam)(long count, const lockstep_adam *_Nonnull scalars,
                        const void *_Nonnull g, void *_Nonnull p, void *_Nonnull m,
                        void *_Nonnull v);
  void (*_Nonnull clip_factor)(long count, double maximum, const double *_Nonnull squares,
                               void *_Nonnull norm, void *_Nonnull factor);
} lockstep_reals;

#endif  // LOCKSTEP_REAL_KERNELS_H
