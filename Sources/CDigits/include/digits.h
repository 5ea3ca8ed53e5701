#ifndef LOCKSTEP_DIGITS_H
#define LOCKSTEP_DIGITS_H

#include <stddef.h>

/// The first byte of the embedded file digits.h5.
///
/// Functions rather than an array: Swift does not import an array of unknown length.
const unsigned char *_Nonnull lockstep_digits_bytes(void);

/// Bytes in the embedded file digits.h5.
size_t lockstep_digits_count(void);

#endif
