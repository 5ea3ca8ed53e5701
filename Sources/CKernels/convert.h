// Elements as numbers of another type: NUM-089.
//
// The pairs that training meets have loops of their own. Any other pair goes through a block of binary64
// numbers or of 64-bit integers, which hold every element of the source exactly.

#pragma STDC FP_CONTRACT OFF

enum { CONVERTED_BLOCK = 256 };

INLINE uint32_t bits_of_f32(float x) {
  uint32_t bits;
  __builtin_memcpy(&bits, &x, sizeof bits);
  return bits;
}

INLINE float f32_of_bits(uint32_t bits) {
  float x;
  __builtin_memcpy(&x, &bits, sizeof x);
  return x;
}

INLINE uint64_t bits_of_f64(double x) {
  uint64_t bits;
  __builtin_memcpy(&bits, &x, sizeof bits);
  return bits;
}

INLINE uint16_t bfloat16_of_f32(float x) {
  const uint32_t bits = bits_of_f32(x);
  // Half a step, or just less where the kept bits are even: a tie then carries into odd ones alone.
  const uint32_t rounded = (bits + 0x7fffu + (bits >> 16 & 1u)) >> 16;
  return (uint16_t)((bits & 0x7fffffffu) > 0x7f800000u ? 0x7fc0u : rounded);
}

INLINE float f32_of_bfloat16(uint16_t narrow) {
  const uint32_t bits = (uint32_t)narrow << 16;
  return f32_of_bits((bits & 0x7fffffffu) > 0x7f800000u ? 0x7fc00000u : bits);
}

INLINE uint16_t float16_of_f32(float x) {
  const uint32_t bits = bits_of_f32(x);
  const uint32_t magnitude = bits & 0x7fffffffu;
  // From 2^-14 on the exponent is moved by 112 and thirteen bits are rounded off.
  const uint32_t moved = (magnitude - (112u << 23) + 0xfffu + (magnitude >> 13 & 1u)) >> 13;
  // Below, the sum with 1/2 has the step of the subnormal numbers, 2^-24.
  const uint32_t stepped = bits_of_f32(f32_of_bits(magnitude) + 0.5f) - 0x3f000000u;
  const uint32_t finite = magnitude < 0x38800000u ? stepped : moved < 0x7c00u ? moved : 0x7c00u;
  return (uint16_t)(magnitude > 0x7f800000u ? 0x7e00u : (bits >> 16 & 0x8000u) | finite);
}

INLINE float f32_of_float16(uint16_t narrow) {
  const uint32_t magnitude = (uint32_t)(narrow & 0x7fffu) << 13;
  const uint32_t sign = (uint32_t)(narrow & 0x8000u) << 16;
  const uint32_t normal = magnitude + (112u << 23);
  // A subnormal number is the distance of its steps above 2^-14 from 2^-14.
  const uint32_t subnormal =
      bits_of_f32(f32_of_bits(magnitude + (113u << 23)) - f32_of_bits(113u << 23));
  const uint32_t special = magnitude > 0x0f800000u ? 0x7fc00000u : 0x7f800000u | sign;
  const uint32_t finite = (magnitude < 0x00800000u ? subnormal : normal) | sign;
  return f32_of_bits(magnitude >= 0x0f800000u ? special : finite);
}

/// A binary64 number rounded once to a format of 16 bits.
INLINE uint16_t narrow_of_f64(double x, const int exponent_bits, const int fraction_bits) {
  const int bias = (1 << (exponent_bits - 1)) - 1;
  const uint64_t infinity = (uint64_t)((1 << exponent_bits) - 1) << fraction_bits;
  const uint64_t bits = bits_of_f64(x);
  const uint64_t sign = bits >> 48 & 0x8000u;
  const uint64_t magnitude = bits & UINT64_C(0x7fffffffffffffff);
  if (magnitude > UINT64_C(0x7ff0000000000000)) return (uint16_t)(infinity | 1u << (fraction_bits - 1));
  const int exponent = (int)(magnitude >> 52) - 1023;
  const int below = exponent < 1 - bias ? 1 - bias - exponent : 0;
  const int shift = 52 - fraction_bits + below;
  // Less than half of the smallest number; also all that is subnormal in binary64.
  if (shift > 53) return (uint16_t)sign;
  const uint64_t one = UINT64_C(1) << 52;
  const uint64_t significand = (magnitude & (one - 1)) | one;
  const uint64_t half = UINT64_C(1) << (shift - 1);
  const uint64_t kept = significand >> shift;
  const uint64_t rest = significand & (2 * half - 1);
  const uint64_t steps = kept + (rest > half || (rest == half && (kept & 1)) ? 1 : 0);
  // The leading bit of a normal number counts as the first step of the exponent field.
  const uint64_t field = below > 0 ? 0 : (uint64_t)(exponent + bias - 1) << fraction_bits;
  const uint64_t result = exponent > bias ? infinity : field + steps;
  return (uint16_t)(sign | (result < infinity ? result : infinity));
}

/// A binary64 number that rounds to a narrow format as the integer does: of more than 53 bits, the last
/// one kept says whether any bit below it was set.
INLINE double sticky_f64(int64_t i) {
  const uint64_t magnitude = i < 0 ? 0 - (uint64_t)i : (uint64_t)i;
  const uint64_t kept = magnitude >> 11 | ((magnitude & 0x7ff) != 0 ? 1 : 0);
  const double x =
      magnitude < UINT64_C(1) << 53 ? (double)(int64_t)magnitude : (double)(int64_t)kept * 2048.0;
  return i < 0 ? -x : x;
}

/// Cut towards zero, held within the type, 0 for NaN.
#define INTEGER_OF_F64(type, low, high, beyond)         \
  INLINE type##_t type##_of_f64(double x) {             \
    if (!(x > (low))) return x != x ? 0 : (type##_t)(low); \
    return x >= (beyond) ? (high) : (type##_t)x;        \
  }

INTEGER_OF_F64(int32, -0x1p31, INT32_MAX, 0x1p31)
INTEGER_OF_F64(int64, -0x1p63, INT64_MAX, 0x1p63)
INTEGER_OF_F64(uint8, 0.0, UINT8_MAX, 0x1p8)
#undef INTEGER_OF_F64

#define EACH(expression) \
  for (long i = 0; i < count; i++) y[i] = (expression)

#define DIRECT(name, source, target, expression)                         \
  static void name(long count, const void *from, void *to) {             \
    const source *const x = from;                                        \
    target *const y = to;                                                \
    INDEPENDENT EACH(expression);                                        \
  }

DIRECT(bfloat16_from_f32, float, uint16_t, bfloat16_of_f32(x[i]))
DIRECT(f32_from_bfloat16, uint16_t, float, f32_of_bfloat16(x[i]))
DIRECT(float16_from_f32, float, uint16_t, float16_of_f32(x[i]))
DIRECT(f32_from_float16, uint16_t, float, f32_of_float16(x[i]))
DIRECT(f64_from_f32, float, double, (double)x[i])
DIRECT(f32_from_f64, double, float, (float)x[i])
DIRECT(f32_from_int32, int32_t, float, (float)x[i])
DIRECT(f32_from_uint8, uint8_t, float, (float)x[i])
DIRECT(f32_from_bool, uint8_t, float, x[i] != 0 ? 1.0f : 0.0f)
#undef DIRECT

INLINE bool is_integer(lockstep_element type) { return type >= LOCKSTEP_INT32; }

INLINE void load_numbers(lockstep_element type, long count, const void *from, double *y) {
  switch (type) {
    case LOCKSTEP_FLOAT16: EACH((double)f32_of_float16(((const uint16_t *)from)[i])); break;
    case LOCKSTEP_BFLOAT16: EACH((double)f32_of_bfloat16(((const uint16_t *)from)[i])); break;
    case LOCKSTEP_FLOAT32: EACH((double)((const float *)from)[i]); break;
    default: EACH(((const double *)from)[i]); break;
  }
}

INLINE void load_integers(lockstep_element type, long count, const void *from, int64_t *y) {
  switch (type) {
    case LOCKSTEP_INT32: EACH(((const int32_t *)from)[i]); break;
    case LOCKSTEP_INT64: EACH(((const int64_t *)from)[i]); break;
    case LOCKSTEP_UINT8: EACH(((const uint8_t *)from)[i]); break;
    default: EACH(((const uint8_t *)from)[i] != 0); break;
  }
}

#define STORE(type, expression)       \
  {                                   \
    type *const y = to;               \
    EACH(expression);                 \
  }                                   \
  break

INLINE void store_numbers(lockstep_element type, long count, const double *x, void *to) {
  switch (type) {
    case LOCKSTEP_FLOAT16: STORE(uint16_t, narrow_of_f64(x[i], 5, 10));
    case LOCKSTEP_BFLOAT16: STORE(uint16_t, narrow_of_f64(x[i], 8, 7));
    case LOCKSTEP_FLOAT32: STORE(float, (float)x[i]);
    case LOCKSTEP_FLOAT64: STORE(double, x[i]);
    case LOCKSTEP_INT32: STORE(int32_t, int32_of_f64(x[i]));
    case LOCKSTEP_INT64: STORE(int64_t, int64_of_f64(x[i]));
    case LOCKSTEP_UINT8: STORE(uint8_t, uint8_of_f64(x[i]));
    default: STORE(uint8_t, x[i] != 0.0);
  }
}

INLINE void store_integers(lockstep_element type, long count, const int64_t *x, void *to) {
  switch (type) {
    case LOCKSTEP_FLOAT16: STORE(uint16_t, narrow_of_f64(sticky_f64(x[i]), 5, 10));
    case LOCKSTEP_BFLOAT16: STORE(uint16_t, narrow_of_f64(sticky_f64(x[i]), 8, 7));
    case LOCKSTEP_FLOAT32: STORE(float, (float)x[i]);
    case LOCKSTEP_FLOAT64: STORE(double, (double)x[i]);
    case LOCKSTEP_INT32: STORE(int32_t, (int32_t)(uint32_t)(uint64_t)x[i]);
    case LOCKSTEP_INT64: STORE(int64_t, x[i]);
    case LOCKSTEP_UINT8: STORE(uint8_t, (uint8_t)(uint64_t)x[i]);
    default: STORE(uint8_t, x[i] != 0);
  }
}

#undef STORE
#undef EACH

INLINE long element_size(lockstep_element type) {
  static const long sizes[] = {2, 2, 4, 8, 4, 8, 1, 1};
  return sizes[type];
}

static void convert(long count, lockstep_element source, lockstep_element target,
                    const void *from, void *to) {
  const int pair = source * 8 + target;
  switch (pair) {
    case LOCKSTEP_FLOAT32 * 8 + LOCKSTEP_BFLOAT16: bfloat16_from_f32(count, from, to); return;
    case LOCKSTEP_BFLOAT16 * 8 + LOCKSTEP_FLOAT32: f32_from_bfloat16(count, from, to); return;
    case LOCKSTEP_FLOAT32 * 8 + LOCKSTEP_FLOAT16: float16_from_f32(count, from, to); return;
    case LOCKSTEP_FLOAT16 * 8 + LOCKSTEP_FLOAT32: f32_from_float16(count, from, to); return;
    case LOCKSTEP_FLOAT32 * 8 + LOCKSTEP_FLOAT64: f64_from_f32(count, from, to); return;
    case LOCKSTEP_FLOAT64 * 8 + LOCKSTEP_FLOAT32: f32_from_f64(count, from, to); return;
    case LOCKSTEP_INT32 * 8 + LOCKSTEP_FLOAT32: f32_from_int32(count, from, to); return;
    case LOCKSTEP_UINT8 * 8 + LOCKSTEP_FLOAT32: f32_from_uint8(count, from, to); return;
    case LOCKSTEP_BOOL * 8 + LOCKSTEP_FLOAT32: f32_from_bool(count, from, to); return;
    default: break;
  }
  for (long i = 0; i < count; i += CONVERTED_BLOCK) {
    const long size = at_most(count - i, CONVERTED_BLOCK);
    const char *const x = (const char *)from + i * element_size(source);
    char *const y = (char *)to + i * element_size(target);
    if (is_integer(source)) {
      int64_t integers[CONVERTED_BLOCK];
      load_integers(source, size, x, integers);
      store_integers(target, size, integers, y);
    } else {
      double numbers[CONVERTED_BLOCK];
      load_numbers(source, size, x, numbers);
      store_numbers(target, size, numbers, y);
    }
  }
}
