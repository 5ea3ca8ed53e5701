#ifndef __clang__
#error "Lockstep is built with clang"
#endif

#include "digits.h"

// The file is part of the executable, so nothing is looked up at run time, from any working directory.
static const unsigned char digits[] = {
#embed "digits.h5"
};

const unsigned char *lockstep_digits_bytes(void) { return digits; }

size_t lockstep_digits_count(void) { return sizeof digits; }
