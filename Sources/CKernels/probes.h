// Start-up probes: known answers that break when arithmetic is not the contract's (NUM-001).
//
// Inputs are volatile so that the answers come from the processor in its present mode, not from the
// compiler. Order of bits: `lockstep_probe_name`.

#pragma STDC FP_CONTRACT OFF

/// (1 + 2^-12)^2 is 1 + 2^-11 + 2^-24, midway between two numbers: product and fma differ.
INLINE bool probe_contraction(void) {
  volatile float a = 0x1.001p+0f;
  volatile float c = -0x1.002p+0f;
  volatile double wide = 0x1.0000001p+0;  // 1 + 2^-28; its square needs 57 bits
  volatile double wide_c = -0x1.0000002p+0;
  return a * a + c == 0.0f && wide * wide + wide_c == 0.0;
}

INLINE bool probe_fma(void) {
  volatile float a = 0x1.001p+0f;
  volatile float c = -0x1.002p+0f;
  volatile float tiny = 0x1p-149f;
  volatile float half = 0.5f;
  volatile float three_halves = 1.5f;
  // Halves of the smallest subnormal: 1/2 ties to 0, 3/2 ties to 2, 1 + 1/2 ties to 2.
  const bool cancels = fma_scalar(a, a, c) == 0x1p-24f;
  const bool ties = fma_scalar(tiny, half, 0.0f) == 0.0f &&
                    fma_scalar(tiny, three_halves, 0.0f) == 0x1p-148f &&
                    fma_scalar(tiny, half, tiny) == 0x1p-148f;
  const vector all = fma_vector((vector)(a), (vector)(a), (vector)(c));
  return cancels && ties && all[0] == 0x1p-24f && all[W - 1] == 0x1p-24f;
}

INLINE bool probe_subnormals(void) {
  volatile float smallest_normal = 0x1p-126f;
  volatile float half = 0.5f;
  volatile float smallest = 0x1p-149f;
  volatile double smallest_f64 = 0x1p-1074;
  const float made = smallest_normal * half;
  return made != 0.0f && made + made == smallest_normal && smallest + smallest == 0x1p-148f &&
         smallest_f64 + smallest_f64 != 0.0;
}

INLINE bool probe_division(void) {
  volatile float one = 1.0f;
  volatile float three = 3.0f;
  volatile float ten = 10.0f;
  volatile float large = 0x1.fffffep+127f;
  volatile float small = 0x1p-140f;
  return one / three == 0x1.555556p-2f && one / ten == 0x1.99999ap-4f &&
         one / large == 0x1p-128f && small / three == 0x1.56p-142f;
}

INLINE bool probe_square_root(void) {
  volatile float two = 2.0f;
  volatile float below_one = 0x1.fffffep-1f;
  volatile float small = 0x1p-149f;
  volatile double two_f64 = 2.0;
  return root(two) == 0x1.6a09e6p+0f && root(below_one) == 0x1.fffffep-1f &&
         root(small) == 0x1.6a09e6p-75f &&
         __builtin_elementwise_sqrt((double)two_f64) == 0x1.6a09e667f3bcdp+0;
}

/// Sums that only round to nearest even gets right, in both directions and on both sides of zero.
INLINE bool probe_rounding(void) {
  volatile float one = 1.0f;
  volatile float odd = 0x1.000002p+0f;
  volatile float half_place = 0x1p-24f;
  return one + half_place == 1.0f && odd + half_place == 0x1.000004p+0f &&
         -one - half_place == -1.0f && -odd - half_place == -0x1.000004p+0f;
}

static uint32_t probe(void) {
  return (uint32_t)probe_contraction() | (uint32_t)probe_fma() << 1 |
         (uint32_t)probe_subnormals() << 2 | (uint32_t)probe_division() << 3 |
         (uint32_t)probe_square_root() << 4 | (uint32_t)probe_rounding() << 5;
}
