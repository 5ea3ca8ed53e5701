// The set that runs on every processor, binary64.
#pragma STDC FP_CONTRACT OFF

#include "set_portable.h"
#include "number_f64.h"

#include "kernel_tables.h"

#include "real_set.h"
