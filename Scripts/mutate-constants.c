// Changes constants of Sources/CScalarMath one at a time and asks whether the hard cases notice;
// Scripts/mutate-constants builds and runs it with headers whose constants are variables.
//
//   mutate-constants FUNCTION find < CASES     prints hard cases that notice more
//   mutate-constants FUNCTION try < CASES      prints, for each constant, what is noticed
//
// CASES has an input and the right result a line, as hexadecimal bits.
//
// A mutant is a constant whose bits, as an integer, are 2^k more or less: k = 0 is the last place,
// k = 52 twice or half the constant. Inputs that may notice it are those whose result is near the
// midpoint of two binary32 numbers, which a binary64 evaluation by the C library finds.
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mpfr.h>

#include "scalar-references.h"
#include "scalar_math.h"
#include "mutable-constants.h"

#pragma STDC FP_CONTRACT OFF

enum { most_cases = 1 << 22, table_columns = lockstep_expansion_columns };

typedef struct {
  uint32_t input, output;
} hard_case;

typedef struct {
  const char *name;
  double (*screen)(double);
  float (*evaluate)(float);
  double *rows;  // the function's own table, or NULL
  int row_count;
} function;

#define FUNCTION(name, screen, reference, is_odd_at_zero, from, below, call) \
  static double screen_of_##name(double x) { return screen(x); }          \
  static float evaluate_##name(float x) { return lockstep_##name##_f32_inline(x); }
#include "scalar-functions.h"
#undef FUNCTION

static const function functions[] = {
#define FUNCTION(name, screen, reference, is_odd_at_zero, from, below, call) \
  {#name, screen_of_##name, evaluate_##name, TABLE_##name},
#include "scalar-functions.h"
#undef FUNCTION
};

static hard_case known[most_cases], candidates[most_cases];
static long known_count, candidate_count;

static uint32_t result_bits(const function *f, uint32_t input) {
  return lockstep_bits_f32(f->evaluate(lockstep_f32_from_bits(input)));
}

/// The first of the cases that gives another result than it should, or -1.
static long first_noticing(const function *f, const hard_case *cases, long first, long last) {
  for (long i = first; i < last; i++)
    if (result_bits(f, cases[i].input) != cases[i].output) return i;
  return -1;
}

static int is_near_midpoint(double value, double band) {
  return lockstep_bits_f32((float)(value * (1 - band))) !=
         lockstep_bits_f32((float)(value * (1 + band)));
}

/// Inputs of magnitude `from` to `below`, one in `stride`, whose results are within `band` of a
/// midpoint, relatively.
static void collect(const function *f, float from, float below, uint32_t stride, double band) {
  for (int sign = 0; sign < 2; sign++)
    for (uint32_t bits = lockstep_bits_f32(from); bits < lockstep_bits_f32(below); bits += stride) {
      const uint32_t input = bits | (uint32_t)sign << 31;
      const double value = f->screen((double)lockstep_f32_from_bits(input));
      if (!is_near_midpoint(value, band) || candidate_count == most_cases) continue;
      candidates[candidate_count++] = (hard_case){input, result_bits(f, input)};
    }
}

/// The constant with 2^k added to its bits, or subtracted; itself where that makes no sense.
static double mutant(double constant, int k, int sign) {
  const uint64_t bits = lockstep_bits_f64(constant), step = (uint64_t)1 << k;
  if (sign < 0 && (bits << 1 >> 1) < step) return constant;
  const double result = lockstep_f64_from_bits(sign < 0 ? bits - step : bits + step);
  return isfinite(result) ? result : constant;
}

static int last_place(double constant) { return constant == 0 ? 61 : 52; }

static int is_noticed(const function *f, double *constant, int k, int sign) {
  const double right = *constant;
  *constant = mutant(right, k, sign);
  const int noticed = *constant == right || first_noticing(f, known, 0, known_count) >= 0;
  *constant = right;
  return noticed;
}

/// Adds a candidate for each mutant that one of them notices and the known cases do not. All k are
/// tried: what is below the rounding errors of the other operations is noticed by chance.
static void find_cases(const function *f, double *constant) {
  const double right = *constant;
  for (int sign = -1; sign <= 1; sign += 2)
    for (int k = last_place(right); k >= 0; k--) {
      *constant = mutant(right, k, sign);
      const int is_known = first_noticing(f, known, 0, known_count) >= 0;
      const long index = is_known ? -1 : first_noticing(f, candidates, 0, candidate_count);
      *constant = right;
      if (index < 0) continue;
      known[known_count++] = candidates[index];
      printf("%08" PRIx32 " %08" PRIx32 "\n", candidates[index].input, candidates[index].output);
    }
}

/// Prints the name, the smallest k from which on every mutant is noticed, for both directions, and
/// the constant; 99 stands for "none is".
static void try_constant(const function *f, double *constant, const char *name) {
  int least[2];
  for (int side = 0; side < 2; side++) {
    const int last = last_place(*constant);
    least[side] = 99;
    for (int k = last; k >= 0 && is_noticed(f, constant, k, side ? 1 : -1); k--) least[side] = k;
  }
  printf("%s %d %d %a\n", name, least[0], least[1], *constant);
}

/// The centre of a row, whose table Scripts/interval_tables.py describes.
static void row_range(int row, float *from, float *below) {
  double centre = row / 16.0, half = 1 / 32.0;
  if (row > 64) {
    centre = 4 + (row - 65) / 4.0;
    half = 1 / 8.0;
  }
  *from = centre > half ? (float)(centre - half) : 0x1p-14f;
  *below = (float)(centre + half);
}

int main(int argc, char **argv) {
  const function *f = NULL;
  for (size_t i = 0; argc == 3 && i < sizeof functions / sizeof *functions; i++)
    if (strcmp(argv[1], functions[i].name) == 0) f = &functions[i];
  if (!f) return 2;
  const int finds = strcmp(argv[2], "find") == 0;
  while (known_count < most_cases / 2 && scanf("%" SCNx32 " %" SCNx32, &known[known_count].input,
                                           &known[known_count].output) == 2)
    known_count++;
  if (first_noticing(f, known, 0, known_count) >= 0) {
    fprintf(stderr, "%s: a case has a wrong result\n", f->name);
    return 1;
  }
  if (finds) {
    // What a table does for most inputs, coefficients do for few.
    const uint32_t stride = f->row_count > 0 ? 15 : 1;
    const double band = f->row_count > 0 ? 0x1p-41 : 0x1p-44;
    collect(f, 0x1p-14f, 0x1p8f, stride, band);
    collect(f, 0x1p-149f, 0x1p-14f, 15, 0x1p-44);
    collect(f, 0x1p8f, INFINITY, 15, 0x1p-44);
  }
  for (int i = 0; i < constant_count; i++) {
    if (finds)
      find_cases(f, &lockstep_constant[i]);
    else
      try_constant(f, &lockstep_constant[i], constant_names[i]);
  }
  for (int row = 0; row < f->row_count; row++) {
    float from, below;
    row_range(row, &from, &below);
    candidate_count = 0;
    if (finds) collect(f, from, below, 1, row == 0 ? 0x1p-41 : 0x1p-36);
    for (int column = 0; column < table_columns; column++) {
      double *constant = &f->rows[row * table_columns + column];
      char name[64];
      snprintf(name, sizeof name, "row[%d][%d]", row, column);
      if (finds)
        find_cases(f, constant);
      else
        try_constant(f, constant, name);
    }
  }
  return 0;
}
