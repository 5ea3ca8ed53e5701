// The same of integers, which wrap: NUM-092.

#pragma STDC FP_CONTRACT OFF

#define INTEGER_BLOCK(name, type)                            \
  INLINE type name(long count, const type *x) {              \
    type total = 0;                                          \
    for (long i = 0; i < count; i++) total += x[i];          \
    return total;                                            \
  }

INTEGER_BLOCK(values_u32, uint32_t)
INTEGER_BLOCK(values_u64, uint64_t)

STRIDED_SUMS(strided_sums_i32, uint32_t, values_u32, fold_u32_take, fold_u32_finish)
STRIDED_SUMS(strided_sums_i64, uint64_t, values_u64, fold_u64_take, fold_u64_finish)

#undef INTEGER_BLOCK
