#ifndef LOCKSTEP_LIBFUZZER_H
#define LOCKSTEP_LIBFUZZER_H

#include <stddef.h>
#include <stdint.h>

// What libFuzzer has for programs with a `main` of their own; the toolchain has no header for it.

// Feeds inputs to `read` as the arguments ask; returns the exit status.
int LLVMFuzzerRunDriver(
    int *_Nonnull count, char *_Nullable *_Nonnull *_Nonnull arguments,
    int (*_Nonnull read)(const uint8_t *_Nullable bytes, size_t byteCount));

// Changes bytes in place as libFuzzer's own mutators do; returns how many there are now.
size_t LLVMFuzzerMutate(uint8_t *_Nonnull bytes, size_t byteCount, size_t byteLimit);

#endif
