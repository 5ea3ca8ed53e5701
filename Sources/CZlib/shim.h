// The C interface of zlib, as the Swift target TensorFiles sees it.

#ifndef LOCKSTEP_CZLIB_SHIM_H
#define LOCKSTEP_CZLIB_SHIM_H

#include <zlib.h>

// inflateInit2 is a macro, which Swift cannot import. A window of 15 bits is the largest; negative
// stands for deflated data alone, 16 more for data in a gzip file.
static inline int czlib_start_raw(z_stream *stream) { return inflateInit2(stream, -15); }
static inline int czlib_start_gzip(z_stream *stream) { return inflateInit2(stream, 15 + 16); }

#endif
