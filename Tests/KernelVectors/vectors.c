// Inputs, outputs and digests of the vectors.

#include "vectors.h"

#include <stdarg.h>

#pragma STDC FP_CONTRACT OFF

static const uint64_t fnv1a_start = 0xcbf29ce484222325u;

static uint64_t fnv1a(uint64_t digest, uint64_t word, int bytes) {
  for (int i = 0; i < bytes; i++) digest = (digest ^ ((word >> (8 * i)) & 255)) * 0x100000001b3u;
  return digest;
}

void begin(run *r, draw draw, const char *format, ...) {
  static const char *const names[] = {"normal", "wide", "tiny", "special"};
  va_list arguments;
  va_start(arguments, format);
  const int length = vsnprintf(r->label, sizeof r->label, format, arguments);
  va_end(arguments);
  snprintf(r->label + length, sizeof r->label - (size_t)length, "%s %s",
           r->is_binary64 ? " in binary64" : "", names[draw]);
  r->draw = draw;
  r->state = fnv1a_start;
  for (const char *c = r->label; *c; c++) r->state = fnv1a(r->state, (uint8_t)*c, 1);
  r->digest = fnv1a_start;
}

void end(run *r) {
  printf("%s %016llx\n", r->label, (unsigned long long)r->digest);
  for (int i = 0; i < r->operand_count; i++) free(r->operands[i]);
  r->operand_count = 0;
}

uint64_t next_word(run *r) {
  uint64_t z = r->state += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

void *blank(run *r, long count, size_t size) {
  const size_t bytes = ((size_t)count + GUARD) * size;
  void *operand = malloc(bytes);
  if (!operand || r->operand_count == MOST_OPERANDS) abort();
  memset(operand, 0xa5, bytes);
  return r->operands[r->operand_count++] = operand;
}

static uint32_t draw_bits(run *r) {
  static const uint32_t special[] = {0x00000000, 0x80000000, 0x3f800000, 0xbf800000,
                                     0x7f800000, 0xff800000, 0x7fc00000, 0x7f7fffff,
                                     0xff7fffff, 0x00000001, 0x80000001, 0x00800000};
  const uint64_t word = next_word(r);
  const uint32_t sign_and_fraction = (uint32_t)word & 0x807fffffu;
  const uint32_t choice = (uint32_t)(word >> 32);
  switch (r->draw) {
    case WIDE_DRAW: return sign_and_fraction | choice % 255 << 23;
    case TINY_DRAW: return sign_and_fraction | choice % 4 << 23;
    case SPECIAL_DRAW:
      if (choice % 4 == 0) return special[(choice >> 8) % COUNT_OF(special)];
      break;
    default: break;
  }
  return sign_and_fraction | (123 + choice % 8) << 23;
}

float *floats(run *r, long count) {
  float *values = BLANK(r, float, count);
  for (long i = 0; i < count; i++) {
    const uint32_t bits = draw_bits(r);
    memcpy(&values[i], &bits, sizeof bits);
  }
  return values;
}

double *doubles(run *r, long count) {
  double *values = BLANK(r, double, count);
  for (long i = 0; i < count; i++) {
    const uint32_t bits = draw_bits(r);
    float value;
    memcpy(&value, &bits, sizeof bits);
    // 53 significant bits from two draws.
    values[i] = (double)value * (1.0 + (double)(next_word(r) >> 12) * 0x1p-60);
  }
  return values;
}

void *numbers(run *r, long count) {
  return r->is_binary64 ? (void *)doubles(r, count) : floats(r, count);
}

double number(run *r) { return r->is_binary64 ? doubles(r, 1)[0] : floats(r, 1)[0]; }

size_t number_size(const run *r) { return r->is_binary64 ? sizeof(double) : sizeof(float); }

void *blank_numbers(run *r, long count) { return blank(r, count, number_size(r)); }

void *number_at(const run *r, const void *numbers, long index) {
  return (char *)numbers + index * (long)number_size(r);
}

int32_t *labels(run *r, long count, int32_t bound) {
  int32_t *values = BLANK(r, int32_t, count);
  for (long i = 0; i < count; i++) {
    const uint64_t word = next_word(r);
    values[i] = (int32_t)((word >> 32) % ((uint32_t)bound + 2)) - 1;
    if (word % 4 != 0 && bound > 0) values[i] = (int32_t)((word >> 32) % (uint32_t)bound);
  }
  return values;
}

uint8_t *flags(run *r, long count) {
  uint8_t *values = BLANK(r, uint8_t, count);
  for (long i = 0; i < count; i++) values[i] = next_word(r) >> 62 != 0;
  return values;
}

int64_t *long_integers(run *r, long count) {
  int64_t *values = BLANK(r, int64_t, count);
  for (long i = 0; i < count; i++) {
    const uint64_t word = next_word(r);
    values[i] = (int64_t)(word % 3 == 0 ? word >> 8 : word >> 32 & 7) - 3;
    if (word % 3 == 1) values[i] = (int64_t)(word << 1);
  }
  return values;
}

int32_t *integers(run *r, long count) {
  const int64_t *wide = long_integers(r, count);
  int32_t *values = BLANK(r, int32_t, count);
  for (long i = 0; i < count; i++) values[i] = (int32_t)(uint32_t)(uint64_t)wide[i];
  return values;
}

void hash_floats(run *r, const float *values, long count) {
  for (long i = 0; i < count + GUARD; i++) {
    uint32_t bits;
    memcpy(&bits, &values[i], sizeof bits);
    if ((bits & 0x7fffffffu) > 0x7f800000u) bits = 0x7fc00000u;
    r->digest = fnv1a(r->digest, bits, 4);
  }
}

void hash_doubles(run *r, const double *values, long count) {
  for (long i = 0; i < count + GUARD; i++) {
    uint64_t bits;
    memcpy(&bits, &values[i], sizeof bits);
    if ((bits << 1) > (uint64_t)0x7ff << 53) bits = (uint64_t)0x7ff8 << 48;
    r->digest = fnv1a(r->digest, bits, 8);
  }
}

void hash_numbers(run *r, const void *values, long count) {
  if (r->is_binary64) hash_doubles(r, values, count);
  else hash_floats(r, values, count);
}

void hash_words(run *r, const void *values, long count) {
  if (r->is_binary64) hash_long_integers(r, values, count);
  else hash_integers(r, values, count);
}

void hash_integers(run *r, const int32_t *values, long count) {
  for (long i = 0; i < count + GUARD; i++) r->digest = fnv1a(r->digest, (uint32_t)values[i], 4);
}

void hash_long_integers(run *r, const int64_t *values, long count) {
  for (long i = 0; i < count + GUARD; i++) r->digest = fnv1a(r->digest, (uint64_t)values[i], 8);
}

void hash_bytes(run *r, const void *values, long count) {
  for (long i = 0; i < count + GUARD; i++)
    r->digest = fnv1a(r->digest, ((const uint8_t *)values)[i], 1);
}
