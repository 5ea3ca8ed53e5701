#ifndef LOCKSTEP_NUMBER

/// What operands point to: binary32 or binary64, as the table has it whose kernels take them. The
/// sources of kernels say `float` or `double` before they include this.
#define LOCKSTEP_NUMBER void

#endif  // LOCKSTEP_NUMBER
