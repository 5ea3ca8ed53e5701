#ifndef __clang__
#error "Lockstep is built with clang"
#endif

#include "text.h"

// The file is part of the executable, so nothing is looked up at run time, from any working directory.
static const unsigned char text[] = {
#embed "jargon.txt"
};

const unsigned char *lockstep_text_bytes(void) { return text; }

size_t lockstep_text_count(void) { return sizeof text; }
