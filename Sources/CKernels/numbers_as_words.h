// The bits of numbers, and the smaller and the larger of two: NUM-070.

#pragma STDC FP_CONTRACT OFF

// Equal operands are the same number or zeros, whose sign bits `and` and `or` combine. Where only b is
// NaN, no comparison is true and b is taken.
#define EXTREMA(suffix, type, word)                                       \
  INLINE type of_words_##suffix(word bits) {                              \
    type x;                                                               \
    __builtin_memcpy(&x, &bits, sizeof x);                                \
    return x;                                                             \
  }                                                                       \
  INLINE word words_##suffix(type x) {                                    \
    word bits;                                                            \
    __builtin_memcpy(&bits, &x, sizeof bits);                             \
    return bits;                                                          \
  }                                                                       \
  INLINE type maximum_of_##suffix(type a, type b) {                       \
    const type larger = a > b ? a : b;                                    \
    const type both = of_words_##suffix(words_##suffix(a) & words_##suffix(b)); \
    const type either = a == b ? both : larger;                           \
    return a != a ? a : either;                                           \
  }                                                                       \
  INLINE type minimum_of_##suffix(type a, type b) {                       \
    const type smaller = a < b ? a : b;                                   \
    const type both = of_words_##suffix(words_##suffix(a) | words_##suffix(b)); \
    const type either = a == b ? both : smaller;                          \
    return a != a ? a : either;                                           \
  }

EXTREMA(f32, float, uint32_t)
EXTREMA(f64, double, uint64_t)
#undef EXTREMA
