#ifndef LOCKSTEP_FLOATING_POINT_MODE_H
#define LOCKSTEP_FLOATING_POINT_MODE_H

#include <stdbool.h>

/// The processor's floating-point control word of one thread: MXCSR on x86-64, FPCR on arm64.
typedef struct lockstep_floating_point_mode {
  unsigned long bits;
} lockstep_floating_point_mode;

/// Returns whether the calling thread rounds to nearest even, keeps subnormals and traps nothing.
bool lockstep_floating_point_is_ieee(void);

/// Makes the calling thread round to nearest even, keep subnormals and trap nothing.
///
/// A shared library that was built with fast-math switches subnormals off for the thread that loads
/// it, so nobody may assume the mode. Returns the mode found, for `lockstep_floating_point_leave`.
lockstep_floating_point_mode lockstep_floating_point_enter(void);

/// Gives the calling thread back the mode that `lockstep_floating_point_enter` found.
void lockstep_floating_point_leave(lockstep_floating_point_mode found);

#endif  // LOCKSTEP_FLOATING_POINT_MODE_H
