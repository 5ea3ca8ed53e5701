// The set that runs on every processor.
#pragma STDC FP_CONTRACT OFF

#include "set_portable.h"
#include "number_f32.h"

#include "kernel_tables.h"

#include "real_set.h"
#include "kernel_set.h"
