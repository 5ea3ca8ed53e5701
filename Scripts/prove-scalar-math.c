// Proves Sources/CScalarMath by trying every input against MPFR.
//
//   clang -std=gnu11 -O2 -march=native -Wall -Wextra -ISources/CScalarMath/include \
//     Scripts/prove-scalar-math.c -o prove-scalar-math -lmpfr -lgmp -lm -lpthread
//   prove-scalar-math sweep exp     all 2^32 inputs; prints "function inputs wrong digest"
//   prove-scalar-math sample exp    digest of 2^24 fixed inputs, for comparing instruction sets
//   prove-scalar-math reference exp 3f800000   MPFR's result for one input, both as bits
//
// A binary64 evaluation by the C library, whose error is a few units of 2^-53, screens each input:
// the result is settled if everything within 2^-36 of it, relatively, rounds to the same binary32
// number. All other inputs, and one input in 4096 regardless, go to MPFR.
// Exit status 0 means that nothing was wrong.
#include <inttypes.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mpfr.h>

#include "activation-references.h"
#include "scalar_math.h"

#pragma STDC FP_CONTRACT OFF

enum { batch_size = 1 << 16, chunk_size = 1 << 24, chunk_count = 256, hardest_count = 24 };

typedef struct {
  const char *name;
  void (*evaluate)(const uint32_t *inputs, uint32_t *outputs);
  double (*screen)(double);
  int (*reference)(mpfr_t, const mpfr_t, mpfr_rnd_t);
  float (*exported)(float);
  int is_odd_at_zero;  // takes +-0 to +-0
  // Hard cases are listed for inputs in this range; outside, the same come again but for signs
  // and powers of two.
  uint32_t distinct_from, distinct_below;
} scalar_function;

#define DEFINE_EVALUATE(name)                                                                 \
  static __attribute__((noinline)) void evaluate_##name(const uint32_t *restrict inputs,      \
                                                        uint32_t *restrict outputs) {         \
    for (int i = 0; i < batch_size; i++)                                                      \
      outputs[i] =                                                                            \
          lockstep_bits_f32(lockstep_##name##_f32_inline(lockstep_f32_from_bits(inputs[i]))); \
  }
DEFINE_EVALUATE(exp)
DEFINE_EVALUATE(log)
DEFINE_EVALUATE(sinpi)
DEFINE_EVALUATE(cospi)
DEFINE_EVALUATE(tanh)
DEFINE_EVALUATE(sigmoid)
DEFINE_EVALUATE(exp2)
DEFINE_EVALUATE(expm1)
DEFINE_EVALUATE(rsqrt)
DEFINE_EVALUATE(log1p)
DEFINE_EVALUATE(softplus)
DEFINE_EVALUATE(erf)
DEFINE_EVALUATE(silu)
DEFINE_EVALUATE(gelu)
DEFINE_EVALUATE(gelu_tanh)
DEFINE_EVALUATE(silu_derivative)
DEFINE_EVALUATE(gelu_derivative)
DEFINE_EVALUATE(gelu_tanh_derivative)

// Exact reduction, then the C library on |r| <= 1/4.
static double screen_quarter_turns(double x, int first_quarter) {
  const double v = fmod(fabs(x), 2.0);
  const double quarters = nearbyint(2.0 * v);
  const double r = M_PI * (v - 0.5 * quarters);
  switch (((int)quarters + first_quarter) & 3) {
    case 0: return sin(r);
    case 1: return cos(r);
    case 2: return 0.0 - sin(r);
    default: return -cos(r);
  }
}
static double screen_sinpi(double x) { return copysign(1.0, x) * screen_quarter_turns(x, 0); }
static double screen_cospi(double x) { return screen_quarter_turns(x, 1); }
static double screen_sigmoid(double x) {
  const double power = exp(-fabs(x));
  return (x < 0 ? power : 1.0) / (1.0 + power);
}
static double screen_rsqrt(double x) { return 1.0 / sqrt(x); }
static double screen_softplus(double x) {
  return (x < 0 ? 0.0 : x) + log1p(exp(-fabs(x)));
}

// MPFR has no function for these: they are composed at 400 bits, outside binary32's range of
// exponents, and then rounded like MPFR's own. No result lies so close to a midpoint of two
// binary32 numbers that the 400 bits would fall on it. Range and ternary value are the caller's.
static int compose(mpfr_t y, const mpfr_t x, void (*evaluate)(mpfr_t, const mpfr_t)) {
  const mpfr_exp_t least = mpfr_get_emin(), greatest = mpfr_get_emax();
  mpfr_set_emin(mpfr_get_emin_min());
  mpfr_set_emax(mpfr_get_emax_max());
  mpfr_t wide;
  mpfr_init2(wide, 400);
  evaluate(wide, x);
  const int ternary = mpfr_set(y, wide, MPFR_RNDN);
  mpfr_clear(wide);
  mpfr_set_emin(least);
  mpfr_set_emax(greatest);
  return mpfr_check_range(y, ternary, MPFR_RNDN);
}

static void evaluate_wide_sigmoid(mpfr_t y, const mpfr_t x) {
  mpfr_neg(y, x, MPFR_RNDN);
  mpfr_exp(y, y, MPFR_RNDN);
  mpfr_add_ui(y, y, 1, MPFR_RNDN);
  mpfr_ui_div(y, 1, y, MPFR_RNDN);
}
static int reference_sigmoid(mpfr_t y, const mpfr_t x, mpfr_rnd_t rounding) {
  (void)rounding;  // always to nearest
  return compose(y, x, evaluate_wide_sigmoid);
}

static void evaluate_wide_softplus(mpfr_t y, const mpfr_t x) {
  // max(x, 0) + log(1 + e^-|x|), which cannot overflow.
  mpfr_abs(y, x, MPFR_RNDN);
  mpfr_neg(y, y, MPFR_RNDN);
  mpfr_exp(y, y, MPFR_RNDN);
  mpfr_log1p(y, y, MPFR_RNDN);
  if (mpfr_sgn(x) > 0) mpfr_add(y, y, x, MPFR_RNDN);
}
static int reference_softplus(mpfr_t y, const mpfr_t x, mpfr_rnd_t rounding) {
  (void)rounding;  // always to nearest
  return compose(y, x, evaluate_wide_softplus);
}

// MPFR takes -0 to +infinity, IEEE 754 to -infinity.
static int reference_rsqrt(mpfr_t y, const mpfr_t x, mpfr_rnd_t rounding) {
  if (!mpfr_zero_p(x)) return mpfr_rec_sqrt(y, x, rounding);
  mpfr_set_inf(y, mpfr_signbit(x) ? -1 : 1);
  return 0;
}

#define ROW(name, screen, reference, is_odd_at_zero, from, below)                            \
  {#name, evaluate_##name, screen, reference, lockstep_##name##_f32, is_odd_at_zero, from, below}
static const scalar_function functions[] = {
    ROW(exp, exp, mpfr_exp, 0, 0, UINT32_MAX),
    ROW(log, log, mpfr_log, 0, 0, UINT32_MAX),
    ROW(sinpi, screen_sinpi, mpfr_sinpi, 1, 0, 0x3f800000),
    ROW(cospi, screen_cospi, mpfr_cospi, 0, 0, 0x3f800000),
    ROW(tanh, tanh, mpfr_tanh, 1, 0, 0x80000000),
    ROW(sigmoid, screen_sigmoid, reference_sigmoid, 0, 0, UINT32_MAX),
    ROW(exp2, exp2, mpfr_exp2, 0, 0, UINT32_MAX),
    ROW(expm1, expm1, mpfr_expm1, 1, 0, UINT32_MAX),
    ROW(rsqrt, screen_rsqrt, reference_rsqrt, 0, 0x3f800000, 0x40800000),
    ROW(log1p, log1p, mpfr_log1p, 1, 0, UINT32_MAX),
    ROW(softplus, screen_softplus, reference_softplus, 0, 0, UINT32_MAX),
    ROW(erf, erf, mpfr_erf, 1, 0x39000000, 0x80000000),
    ROW(silu, screen_silu, mpfr_silu, 1, 0x00800000, UINT32_MAX),
    ROW(gelu, screen_gelu, mpfr_gelu, 1, 0x00800000, UINT32_MAX),
    ROW(gelu_tanh, screen_gelu_tanh, mpfr_gelu_tanh, 1, 0x00800000, UINT32_MAX),
    ROW(silu_derivative, screen_silu_derivative, mpfr_silu_derivative, 1, 0, UINT32_MAX),
    ROW(gelu_derivative, screen_gelu_derivative, mpfr_gelu_derivative, 1, 0, UINT32_MAX),
    ROW(gelu_tanh_derivative, screen_gelu_tanh_derivative, mpfr_gelu_tanh_derivative, 1, 0,
        UINT32_MAX),
};

// The exported functions, compiled here so that the proof is one file.
float lockstep_exp_f32(float x) { return lockstep_exp_f32_inline(x); }
float lockstep_log_f32(float x) { return lockstep_log_f32_inline(x); }
float lockstep_sinpi_f32(float x) { return lockstep_sinpi_f32_inline(x); }
float lockstep_cospi_f32(float x) { return lockstep_cospi_f32_inline(x); }
float lockstep_tanh_f32(float x) { return lockstep_tanh_f32_inline(x); }
float lockstep_sigmoid_f32(float x) { return lockstep_sigmoid_f32_inline(x); }
float lockstep_exp2_f32(float x) { return lockstep_exp2_f32_inline(x); }
float lockstep_expm1_f32(float x) { return lockstep_expm1_f32_inline(x); }
float lockstep_rsqrt_f32(float x) { return lockstep_rsqrt_f32_inline(x); }
float lockstep_log1p_f32(float x) { return lockstep_log1p_f32_inline(x); }
float lockstep_softplus_f32(float x) { return lockstep_softplus_f32_inline(x); }
float lockstep_erf_f32(float x) { return lockstep_erf_f32_inline(x); }
float lockstep_silu_f32(float x) { return lockstep_silu_f32_inline(x); }
float lockstep_gelu_f32(float x) { return lockstep_gelu_f32_inline(x); }
float lockstep_gelu_tanh_f32(float x) { return lockstep_gelu_tanh_f32_inline(x); }
float lockstep_silu_derivative_f32(float x) { return lockstep_silu_derivative_f32_inline(x); }
float lockstep_gelu_derivative_f32(float x) { return lockstep_gelu_derivative_f32_inline(x); }
float lockstep_gelu_tanh_derivative_f32(float x) {
  return lockstep_gelu_tanh_derivative_f32_inline(x);
}

static uint64_t fnv1a(uint64_t digest, uint64_t word, int bytes) {
  for (int i = 0; i < bytes; i++) digest = (digest ^ ((word >> (8 * i)) & 255)) * 0x100000001b3u;
  return digest;
}
static const uint64_t fnv1a_start = 0xcbf29ce484222325u;

typedef struct {
  double distance;  // from the midpoint of two binary32 numbers, in units of their difference
  uint32_t input, output;
} hard_case;

typedef struct {
  const scalar_function *function;
  atomic_int *next_chunk;
  uint64_t *chunk_digests;
  uint64_t wrong, consulted, misjudged;
  hard_case hardest[hardest_count];
  mpfr_t x, y, wide;
} sweep_worker;

static void set_binary32_range(void) {
  mpfr_set_emin(-148);
  mpfr_set_emax(128);
}

static uint32_t reference_bits(sweep_worker *w, float x) {
  if (isnan(x)) return LOCKSTEP_CANONICAL_NAN_BITS;
  mpfr_set_flt(w->x, x, MPFR_RNDN);
  const int ternary = w->function->reference(w->y, w->x, MPFR_RNDN);
  mpfr_subnormalize(w->y, ternary, MPFR_RNDN);
  if (mpfr_nan_p(w->y)) return LOCKSTEP_CANONICAL_NAN_BITS;
  return lockstep_bits_f32(mpfr_get_flt(w->y, MPFR_RNDN));
}

// Keeps the inputs whose results lie nearest to a midpoint.
static void note_hard_case(sweep_worker *w, uint32_t input, uint32_t output) {
  const float rounded = lockstep_f32_from_bits(output);
  if (!isfinite(rounded) || rounded == 0.0f) return;
  // The distance of a tiny result from a midpoint lies below binary32's range.
  mpfr_set_emin(mpfr_get_emin_min());
  mpfr_set_flt(w->x, lockstep_f32_from_bits(input), MPFR_RNDN);
  w->function->reference(w->wide, w->x, MPFR_RNDN);
  const int side = mpfr_cmp_d(w->wide, (double)rounded);
  const float neighbour = nextafterf(rounded, side > 0 ? INFINITY : -INFINITY);
  const double gap = fabs((double)neighbour - (double)rounded);
  mpfr_sub_d(w->wide, w->wide, ((double)neighbour + (double)rounded) / 2, MPFR_RNDN);
  set_binary32_range();
  if (side == 0) return;
  hard_case entry = {fabs(mpfr_get_d(w->wide, MPFR_RNDN)) / gap, input, output};
  for (int i = 0; i < hardest_count; i++)
    if (entry.distance < w->hardest[i].distance) {
      const hard_case displaced = w->hardest[i];
      w->hardest[i] = entry;
      entry = displaced;
    }
}

static void judge(sweep_worker *w, uint32_t input, uint32_t output) {
  const float x = lockstep_f32_from_bits(input);
  const double screened = w->function->screen((double)x);
  const uint32_t low = lockstep_bits_f32((float)(screened * (1 - 0x1p-36)));
  const uint32_t high = lockstep_bits_f32((float)(screened * (1 + 0x1p-36)));
  // Zeros and NaN go by the rules of IEEE 754; MPFR audits those as well.
  uint32_t expected = low;
  if (isnan(screened)) expected = LOCKSTEP_CANONICAL_NAN_BITS;
  if (screened == 0) expected = w->function->is_odd_at_zero ? input & 0x80000000u : 0;
  const int undecided = low != high && !isnan(screened);
  if (undecided || (input * 2654435761u) >> 20 == 0) {
    const uint32_t exact = reference_bits(w, x);
    w->consulted++;
    if (!undecided && exact != expected) w->misjudged++;
    expected = exact;
    const int repeats =
        input < w->function->distinct_from || input >= w->function->distinct_below;
    const uint32_t near = lockstep_bits_f32((float)(screened * (1 - 0x1p-44)));
    const uint32_t far = lockstep_bits_f32((float)(screened * (1 + 0x1p-44)));
    if (near != far && !repeats && !isnan(x)) note_hard_case(w, input, expected);
  }
  if (output != expected) {
    if (w->wrong++ < 20)
      printf("wrong: %s %08" PRIx32 " gave %08" PRIx32 " expected %08" PRIx32 "\n",
             w->function->name, input, output, expected);
  }
}

static void *sweep_chunks(void *argument) {
  sweep_worker *w = argument;
  uint32_t *inputs = malloc(2 * batch_size * sizeof *inputs);
  if (!inputs) abort();
  uint32_t *outputs = inputs + batch_size;
  set_binary32_range();
  mpfr_init2(w->x, 24);
  mpfr_init2(w->y, 24);
  mpfr_init2(w->wide, 200);
  for (int i = 0; i < hardest_count; i++) w->hardest[i].distance = 1;
  for (int chunk; (chunk = atomic_fetch_add(w->next_chunk, 1)) < chunk_count;) {
    uint64_t digest = fnv1a_start;
    for (uint32_t start = 0; start < chunk_size; start += batch_size) {
      for (uint32_t i = 0; i < batch_size; i++)
        inputs[i] = (uint32_t)chunk * chunk_size + start + i;
      w->function->evaluate(inputs, outputs);
      for (uint32_t i = 0; i < batch_size; i++) {
        digest = fnv1a(digest, outputs[i], 4);
        judge(w, inputs[i], outputs[i]);
      }
    }
    w->chunk_digests[chunk] = digest;
  }
  mpfr_clears(w->x, w->y, w->wide, (mpfr_ptr)0);
  mpfr_free_cache();
  free(inputs);
  return NULL;
}

// The digest is FNV-1a over the chunks' FNV-1a digests, so that chunks may run in any order.
static int sweep(const scalar_function *function) {
  atomic_int next_chunk = 0;
  uint64_t chunk_digests[chunk_count];
  sweep_worker workers[2];
  pthread_t threads[2];
  for (int t = 0; t < 2; t++) {
    workers[t] = (sweep_worker){
        .function = function, .next_chunk = &next_chunk, .chunk_digests = chunk_digests};
    if (pthread_create(&threads[t], NULL, sweep_chunks, &workers[t]) != 0) abort();
  }
  for (int t = 0; t < 2; t++) pthread_join(threads[t], NULL);
  uint64_t digest = fnv1a_start;
  for (int i = 0; i < chunk_count; i++) digest = fnv1a(digest, chunk_digests[i], 8);
  const uint64_t wrong = workers[0].wrong + workers[1].wrong;
  const uint64_t misjudged = workers[0].misjudged + workers[1].misjudged;
  printf("%s 4294967296 %" PRIu64 " %016" PRIx64 "\n", function->name, wrong, digest);
  printf("  MPFR consulted %" PRIu64 " times; screen misjudged %" PRIu64 "\n",
         workers[0].consulted + workers[1].consulted, misjudged);
  for (int i = 0, taken[2] = {0, 0}; i < hardest_count; i++) {
    const int t = workers[1].hardest[taken[1]].distance < workers[0].hardest[taken[0]].distance;
    const hard_case entry = workers[t].hardest[taken[t]++];
    if (entry.distance < 1)
      printf("  hard %08" PRIx32 " %08" PRIx32 " 2^%.1f\n", entry.input, entry.output,
             log2(entry.distance));
  }
  return wrong != 0 || misjudged != 0;
}

static int sample(const scalar_function *function) {
  static uint32_t inputs[batch_size], outputs[batch_size];
  uint64_t digest = fnv1a_start;
  int differ = 0;
  for (uint32_t start = 0; start < 1u << 24; start += batch_size) {
    for (uint32_t i = 0; i < batch_size; i++)
      inputs[i] = (start + i) * 256 + ((start + i) * 37 & 255);
    function->evaluate(inputs, outputs);
    for (uint32_t i = 0; i < batch_size; i++) {
      digest = fnv1a(digest, outputs[i], 4);
      differ |= lockstep_bits_f32(function->exported(lockstep_f32_from_bits(inputs[i]))) !=
                outputs[i];
    }
  }
  printf("%s sample %016" PRIx64 "%s\n", function->name, digest,
         differ ? " (scalar code differs)" : "");
  return differ;
}

static int print_reference(const scalar_function *function, uint32_t input) {
  sweep_worker w = {.function = function};
  set_binary32_range();
  mpfr_inits2(24, w.x, w.y, (mpfr_ptr)0);
  printf("%08" PRIx32 " %08" PRIx32 "\n", input, reference_bits(&w, lockstep_f32_from_bits(input)));
  mpfr_clears(w.x, w.y, (mpfr_ptr)0);
  return 0;
}

int main(int argc, char **argv) {
  for (size_t i = 0; argc >= 3 && i < sizeof functions / sizeof *functions; i++) {
    if (strcmp(argv[2], functions[i].name) != 0) continue;
    if (strcmp(argv[1], "sweep") == 0) return sweep(&functions[i]);
    if (strcmp(argv[1], "sample") == 0) return sample(&functions[i]);
    if (argc == 4 && strcmp(argv[1], "reference") == 0)
      return print_reference(&functions[i], (uint32_t)strtoul(argv[3], NULL, 16));
  }
  fputs("usage: prove-scalar-math sweep|sample FUNCTION\n"
        "       prove-scalar-math reference FUNCTION bits\n"
        "functions:", stderr);
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
    fprintf(stderr, " %s", functions[i].name);
  fputs("\n", stderr);
  return 2;
}
