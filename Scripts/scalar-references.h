// MPFR references and binary64 screens of the functions, for Scripts/prove-scalar-math.c.
#include "activation-references.h"

#pragma STDC FP_CONTRACT OFF

// Exact reduction, then the C library on |r| <= 1/4.
static double screen_quarter_turns(double x, int first_quarter) {
  // From 2^24 on, binary32 numbers are even; fmod would take as many steps as there are exponents.
  const double magnitude = fabs(x), v = magnitude < 0x1p24 ? fmod(magnitude, 2.0) : magnitude * 0;
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
static inline int reference_sigmoid(mpfr_t y, const mpfr_t x, mpfr_rnd_t rounding) {
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
static inline int reference_softplus(mpfr_t y, const mpfr_t x, mpfr_rnd_t rounding) {
  (void)rounding;  // always to nearest
  return compose(y, x, evaluate_wide_softplus);
}

// MPFR takes -0 to +infinity, IEEE 754 to -infinity.
static inline int reference_rsqrt(mpfr_t y, const mpfr_t x, mpfr_rnd_t rounding) {
  if (!mpfr_zero_p(x)) return mpfr_rec_sqrt(y, x, rounding);
  mpfr_set_inf(y, mpfr_signbit(x) ? -1 : 1);
  return 0;
}
