#ifndef LOCKSTEP_TEXT_H
#define LOCKSTEP_TEXT_H

#include <stddef.h>

/// The first byte of the embedded file jargon.txt.
///
/// Functions rather than an array: Swift does not import an array of unknown length.
const unsigned char *_Nonnull lockstep_text_bytes(void);

/// Bytes in the embedded file jargon.txt.
size_t lockstep_text_count(void);

#endif
