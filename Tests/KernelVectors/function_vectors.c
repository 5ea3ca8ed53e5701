// The functions of NUM-012 on a sample of all inputs: the digest is `quickSample` of Formats/proofs.

#include "vectors.h"

enum { SAMPLE = 1 << 18, STEP = 1 << 14, BATCH = 1 << 12 };

/// Inputs come from no draw and nothing lies behind them, so that the digest is the proof's. The
/// kernel is a function, or the gradient that is its derivative where dy is 1.
static void sample(const char *name, lockstep_unary_kernel function,
                   lockstep_binary_kernel gradient) {
  static uint32_t inputs[BATCH], outputs[BATCH];
  static float ones[BATCH];
  for (int i = 0; i < BATCH; i++) ones[i] = 1.0f;
  uint64_t digest = 0xcbf29ce484222325u;
  for (uint32_t start = 0; start < SAMPLE; start += BATCH) {
    for (uint32_t i = 0; i < BATCH; i++)
      inputs[i] = (start + i) * STEP + ((start + i) * 37 & (STEP - 1));
    if (function)
      function(BATCH, (const float *)inputs, (float *)outputs);
    else
      gradient(BATCH, (const float *)inputs, ones, (float *)outputs);
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
  sample(name, kernel, NULL);
  for (long count = 0; count < 40; count++) {
    begin(r, NORMAL_DRAW, "%s %ld", name, count);
    const float *x = floats(r, count);
    float *y = BLANK(r, float, count);
    kernel(count, x, y);
    hash_floats(r, y, count);
    end(r);
  }
}

#define FUNCTION(name) function(r, #name, KERNEL(r, name))
#define DERIVATIVE(name) sample(#name "_derivative", NULL, KERNEL(r, name##_gradient))

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
