// The functions of NUM-012 on a sample of all inputs: the digest is `quickSample` of Formats/proofs.

#include "vectors.h"

enum { SAMPLE = 1 << 18, STEP = 1 << 14, BATCH = 1 << 12 };

/// Inputs come from no draw and nothing lies behind them, so that the digest is the proof's. The
/// kernel is a function, or one that gives the derivative as well, which is then hashed.
static void sample(const char *name, lockstep_unary_kernel function,
                   lockstep_derivative_kernel with_derivative) {
  static uint32_t inputs[BATCH], outputs[BATCH];
  static float values[BATCH];
  uint64_t digest = 0xcbf29ce484222325u;
  for (uint32_t start = 0; start < SAMPLE; start += BATCH) {
    for (uint32_t i = 0; i < BATCH; i++)
      inputs[i] = (start + i) * STEP + ((start + i) * 37 & (STEP - 1));
    if (function)
      function(BATCH, inputs, outputs);
    else
      with_derivative(BATCH, inputs, values, outputs);
    for (uint32_t i = 0; i < BATCH; i++) {
      const uint32_t bits = (outputs[i] & 0x7fffffffu) > 0x7f800000u ? 0x7fc00000u : outputs[i];
      for (int shift = 0; shift < 32; shift += 8)
        digest = (digest ^ (bits >> shift & 255)) * 0x100000001b3u;
    }
  }
  printf("sample %s %016llx\n", name, (unsigned long long)digest);
}

/// The sample, and counts that are no multiple of a vector's width.
static void function(run *r, const char *name, lockstep_unary_kernel kernel) {
  if (!r->is_binary64) sample(name, kernel, NULL);
  for (long count = 0; count < 40; count++) {
    begin(r, NORMAL_DRAW, "%s %ld", name, count);
    const void *x = numbers(r, count);
    void *y = blank_numbers(r, count);
    kernel(count, x, y);
    hash_numbers(r, y, count);
    end(r);
  }
}

/// The same of a function with its derivative.
static void derivative(run *r, const char *name, lockstep_derivative_kernel kernel) {
  if (!r->is_binary64) sample(name, NULL, kernel);
  for (long count = 0; count < 40; count++) {
    begin(r, NORMAL_DRAW, "%s %ld", name, count);
    const void *x = numbers(r, count);
    void *y = blank_numbers(r, count), *slope = blank_numbers(r, count);
    kernel(count, x, y, slope);
    hash_numbers(r, y, count);
    hash_numbers(r, slope, count);
    end(r);
  }
}

#define FUNCTION(name) function(r, #name, REAL(r, name))
#define DERIVATIVE(name) derivative(r, #name "_derivative", REAL(r, name##_with_derivative))

void function_vectors(run *r) {
  FUNCTION(exp);
  FUNCTION(exp2);
  FUNCTION(expm1);
  FUNCTION(log);
  FUNCTION(log1p);
  FUNCTION(sinpi);
  FUNCTION(cospi);
  FUNCTION(tanh);
  FUNCTION(sigmoid);
  FUNCTION(softplus);
  FUNCTION(rsqrt);
  FUNCTION(erf);
  FUNCTION(silu);
  FUNCTION(gelu);
  FUNCTION(gelu_tanh);
  DERIVATIVE(silu);
  DERIVATIVE(gelu);
  DERIVATIVE(gelu_tanh);
}
