#include "include/floating_point_mode.h"

#ifndef __clang__
#error "Lockstep's C sources rely on clang's pragmas and builtins; compile them with clang."
#endif

#if defined(__x86_64__)

// All exceptions masked, round to nearest; no flush-to-zero (bit 15), no denormals-are-zero (bit
// 6).
#define IEEE_MODE 0x1F80ul
// The six sticky flags record history and change no result.
#define CONTROL_MASK 0xFFC0ul

static unsigned long read_mode(void) { return __builtin_ia32_stmxcsr(); }
static void write_mode(unsigned long bits) { __builtin_ia32_ldmxcsr((unsigned int)bits); }

#elif defined(__aarch64__)

// Round to nearest, no flush-to-zero, no default NaN, nothing trapped.
#define IEEE_MODE 0ul
// AHP, DN, FZ, RMode, FZ16, the trap enables, and the alternate behaviours AH, FIZ and NEP.
#define CONTROL_MASK 0x07F89F07ul

static unsigned long read_mode(void) {
  unsigned long bits;
  __asm__ volatile("mrs %0, fpcr" : "=r"(bits));
  return bits;
}
static void write_mode(unsigned long bits) { __asm__ volatile("msr fpcr, %0" : : "r"(bits)); }

#else
#error "Lockstep knows the floating-point control word of x86-64 and arm64 only."
#endif

bool lockstep_floating_point_is_ieee(void) { return (read_mode() & CONTROL_MASK) == IEEE_MODE; }

lockstep_floating_point_mode lockstep_floating_point_enter(void) {
  lockstep_floating_point_mode found = {read_mode()};
  // Writing the control word drains the pipeline; in the common case there is nothing to write.
  if ((found.bits & CONTROL_MASK) != IEEE_MODE) write_mode(IEEE_MODE);
  return found;
}

void lockstep_floating_point_leave(lockstep_floating_point_mode found) {
  if ((found.bits & CONTROL_MASK) != IEEE_MODE) write_mode(found.bits);
}
