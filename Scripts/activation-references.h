// MPFR references and binary64 screens of the activations, for Scripts/prove-scalar-math.c.
#include <math.h>
#include <stdlib.h>

#include <mpfr.h>

// The arithmetic of a reference at the precision of `y`, which has guard bits beyond the result.
// Returns how many leading bits were lost to cancellation. Inputs are in -1000 ... 40, not 0.
typedef long (*compute_activation)(mpfr_t y, const mpfr_t x);

// Rounds f(x) correctly to the precision of `y`: computes it with more and more bits, until the
// error cannot change the rounding. `linear` distinguishes functions that approach x (and 0, from
// below) from those that approach 1 (and 0, from below).
static inline int round_activation(mpfr_t y, const mpfr_t x, mpfr_rnd_t rounding,
                                   compute_activation compute, int linear) {
  const mpfr_exp_t emin = mpfr_get_emin(), emax = mpfr_get_emax();
  mpfr_set_emin(mpfr_get_emin_min());
  mpfr_set_emax(mpfr_get_emax_max());
  int ternary = 0;
  if (mpfr_zero_p(x) && linear) {
    ternary = mpfr_set(y, x, rounding);
  } else if (mpfr_zero_p(x)) {
    ternary = mpfr_set_d(y, 0.5, rounding);
  } else if (linear && mpfr_cmpabs_ui(x, 1) < 0 && mpfr_get_exp(x) < -60) {
    // x / 2 < f(x) < x / 2 + x^2 / 2: just above x / 2, for roundings to at most 64 bits.
    mpfr_t half;
    mpfr_init2(half, 100);
    mpfr_div_2ui(half, x, 1, MPFR_RNDN);
    mpfr_nextabove(half);
    ternary = mpfr_set(y, half, rounding);
    mpfr_clear(half);
  } else if (mpfr_cmp_d(x, 40) > 0) {
    // The difference, below 2^-57 relatively, is too small for any rounding of at most 53 bits.
    ternary = linear ? mpfr_set(y, x, rounding) : mpfr_set_d(y, 1, rounding);
  } else if (mpfr_cmp_d(x, -1000) < 0) {
    // Far below every binary32 number: the rounding makes it -0.
    ternary = mpfr_set_d(y, -0x1p-1000, rounding);
  } else {
    mpfr_t wide;
    mpfr_init2(wide, 64);
    for (mpfr_prec_t precision = mpfr_get_prec(y) + 96;; precision *= 2) {
      mpfr_set_prec(wide, precision);
      // 40 bits: the condition of an exponential of |u| < 2^28, and the roundings.
      const long lost = compute(wide, x) + 40;
      if (lost < precision &&
          mpfr_can_round(wide, precision - lost, MPFR_RNDN, MPFR_RNDZ, mpfr_get_prec(y) + 1))
        break;
      if (precision > 20000) abort();
    }
    ternary = mpfr_set(y, wide, rounding);
    mpfr_clear(wide);
  }
  mpfr_set_emin(emin);
  mpfr_set_emax(emax);
  return mpfr_check_range(y, ternary, rounding);
}

// e = exp(-u) for u(x) = x, or with `tanh_form` u(x) = sqrt(8 / pi) (x + 0.044715 x^3); then
// `slope` becomes u'(x).
static inline void negative_exponential(mpfr_t e, mpfr_t slope, const mpfr_t x, int tanh_form) {
  mpfr_set_ui(slope, 1, MPFR_RNDN);
  if (!tanh_form) {
    mpfr_neg(e, x, MPFR_RNDN);
    mpfr_exp(e, e, MPFR_RNDN);
    return;
  }
  mpfr_t alpha, cubic;
  mpfr_inits2(mpfr_get_prec(e), alpha, cubic, (mpfr_ptr)0);
  mpfr_const_pi(alpha, MPFR_RNDN);
  mpfr_ui_div(alpha, 8, alpha, MPFR_RNDN);
  mpfr_sqrt(alpha, alpha, MPFR_RNDN);
  mpfr_sqr(cubic, x, MPFR_RNDN);
  mpfr_mul_ui(cubic, cubic, 44715, MPFR_RNDN);
  mpfr_div_ui(cubic, cubic, 1000000, MPFR_RNDN);  // 0.044715 x^2
  mpfr_add_ui(e, cubic, 1, MPFR_RNDN);
  mpfr_mul(e, e, x, MPFR_RNDN);
  mpfr_mul(e, e, alpha, MPFR_RNDN);
  mpfr_neg(e, e, MPFR_RNDN);
  mpfr_exp(e, e, MPFR_RNDN);
  mpfr_mul_ui(slope, cubic, 3, MPFR_RNDN);
  mpfr_add_ui(slope, slope, 1, MPFR_RNDN);
  mpfr_mul(slope, slope, alpha, MPFR_RNDN);
  mpfr_clears(alpha, cubic, (mpfr_ptr)0);
}

// x / (1 + e).
static inline long compute_sigmoid_product(mpfr_t y, const mpfr_t x, int tanh_form) {
  mpfr_t slope;
  mpfr_init2(slope, mpfr_get_prec(y));
  negative_exponential(y, slope, x, tanh_form);
  mpfr_add_ui(y, y, 1, MPFR_RNDN);
  mpfr_div(y, x, y, MPFR_RNDN);
  mpfr_clear(slope);
  return 0;
}
static inline long compute_silu(mpfr_t y, const mpfr_t x) {
  return compute_sigmoid_product(y, x, 0);
}
static inline long compute_gelu_tanh(mpfr_t y, const mpfr_t x) {
  return compute_sigmoid_product(y, x, 1);
}

// (1 + x u'(x) e / (1 + e)) / (1 + e).
static inline long compute_sigmoid_product_derivative(mpfr_t y, const mpfr_t x, int tanh_form) {
  mpfr_t e, slope;
  mpfr_inits2(mpfr_get_prec(y), e, slope, (mpfr_ptr)0);
  negative_exponential(e, slope, x, tanh_form);
  mpfr_mul(slope, slope, x, MPFR_RNDN);
  mpfr_mul(slope, slope, e, MPFR_RNDN);
  mpfr_add_ui(e, e, 1, MPFR_RNDN);
  mpfr_div(slope, slope, e, MPFR_RNDN);
  mpfr_add_ui(y, slope, 1, MPFR_RNDN);
  const long larger = mpfr_cmpabs_ui(slope, 1) > 0 ? mpfr_get_exp(slope) : 1;
  const long lost = mpfr_zero_p(y) ? mpfr_get_prec(y) : larger - mpfr_get_exp(y);
  mpfr_div(y, y, e, MPFR_RNDN);
  mpfr_clears(e, slope, (mpfr_ptr)0);
  return lost > 0 ? lost : 0;
}
static inline long compute_silu_derivative(mpfr_t y, const mpfr_t x) {
  return compute_sigmoid_product_derivative(y, x, 0);
}
static inline long compute_gelu_tanh_derivative(mpfr_t y, const mpfr_t x) {
  return compute_sigmoid_product_derivative(y, x, 1);
}

// The standard normal distribution function: erfc(-x / sqrt 2) / 2.
static inline void normal_distribution(mpfr_t y, const mpfr_t x) {
  mpfr_sqrt_ui(y, 2, MPFR_RNDN);
  mpfr_div(y, x, y, MPFR_RNDN);
  mpfr_neg(y, y, MPFR_RNDN);
  mpfr_erfc(y, y, MPFR_RNDN);
  mpfr_div_2ui(y, y, 1, MPFR_RNDN);
}
static inline long compute_gelu(mpfr_t y, const mpfr_t x) {
  normal_distribution(y, x);
  mpfr_mul(y, y, x, MPFR_RNDN);
  return 0;
}
static inline long compute_gelu_derivative(mpfr_t y, const mpfr_t x) {
  mpfr_t density, root;
  mpfr_inits2(mpfr_get_prec(y), density, root, (mpfr_ptr)0);
  mpfr_const_pi(root, MPFR_RNDN);
  mpfr_mul_2ui(root, root, 1, MPFR_RNDN);
  mpfr_sqrt(root, root, MPFR_RNDN);
  mpfr_sqr(density, x, MPFR_RNDN);
  mpfr_div_2ui(density, density, 1, MPFR_RNDN);
  mpfr_neg(density, density, MPFR_RNDN);
  mpfr_exp(density, density, MPFR_RNDN);
  mpfr_div(density, density, root, MPFR_RNDN);
  mpfr_mul(density, density, x, MPFR_RNDN);
  normal_distribution(y, x);
  const long first = mpfr_get_exp(y), second = mpfr_get_exp(density);
  mpfr_add(y, y, density, MPFR_RNDN);
  const long larger = first > second ? first : second;
  const long lost = mpfr_zero_p(y) ? mpfr_get_prec(y) : larger - mpfr_get_exp(y);
  mpfr_clears(density, root, (mpfr_ptr)0);
  return lost > 0 ? lost : 0;
}

// As MPFR's own functions: correctly rounded, with the ternary value. Limits are those of the real
// function; where it approaches 0, it does so from below.
#define DEFINE_REFERENCE(name, linear)                                                \
  static inline int mpfr_##name(mpfr_t y, const mpfr_t x, mpfr_rnd_t rounding) {      \
    return round_activation(y, x, rounding, compute_##name, linear);                  \
  }
DEFINE_REFERENCE(silu, 1)
DEFINE_REFERENCE(gelu, 1)
DEFINE_REFERENCE(gelu_tanh, 1)
DEFINE_REFERENCE(silu_derivative, 0)
DEFINE_REFERENCE(gelu_derivative, 0)
DEFINE_REFERENCE(gelu_tanh_derivative, 0)

static inline double negative_exponent_tanh(double x) {
  return -sqrt(8 / M_PI) * (x + 0.044715 * x * x * x);
}
// Beyond these bounds the binary64 formulas meet infinities; the results are long decided.
static inline double screen_linear(double x, double e) {
  return x < -700 ? -0.0 : x > 700 ? x : x / (1 + e);
}
static inline double screen_silu(double x) { return screen_linear(x, exp(-x)); }
static inline double screen_gelu(double x) {
  return x < -30 ? -0.0 : x > 30 ? x : 0.5 * x * erfc(-x * M_SQRT1_2);
}
static inline double screen_gelu_tanh(double x) {
  if (fabs(x) > 15) return x < 0 ? -0.0 : x;
  return screen_linear(x, exp(negative_exponent_tanh(x)));
}

// Near its root a derivative cancels, and a screen in binary64 would miss its stated accuracy.
static inline double screen_near_root(double x, compute_activation compute) {
  mpfr_t y, input;
  mpfr_init2(y, 53);
  mpfr_init2(input, 53);
  mpfr_set_d(input, x, MPFR_RNDN);
  round_activation(y, input, MPFR_RNDN, compute, 0);
  const double result = mpfr_get_d(y, MPFR_RNDN);
  mpfr_clears(y, input, (mpfr_ptr)0);
  return result;
}
static inline double screen_silu_derivative(double x) {
  if (fabs(x + 1.2784645427610738) < 0x1p-9)
    return screen_near_root(x, compute_silu_derivative);
  if (fabs(x) > 700) return x < 0 ? -0.0 : 1;
  const double e = exp(-x), s = 1 / (1 + e);
  return s * (1 + x * (e * s));
}
static inline double screen_gelu_derivative(double x) {
  if (fabs(x + 0.7517915246935645) < 0x1p-9)
    return screen_near_root(x, compute_gelu_derivative);
  if (fabs(x) > 30) return x < 0 ? -0.0 : 1;
  return 0.5 * erfc(-x * M_SQRT1_2) + x * exp(-0.5 * x * x) / sqrt(2 * M_PI);
}
static inline double screen_gelu_tanh_derivative(double x) {
  if (fabs(x + 0.7524614220710162) < 0x1p-9)
    return screen_near_root(x, compute_gelu_tanh_derivative);
  if (fabs(x) > 15) return x < 0 ? -0.0 : 1;
  const double e = exp(negative_exponent_tanh(x)), s = 1 / (1 + e);
  const double slope = sqrt(8 / M_PI) * (1 + 3 * 0.044715 * x * x);
  return s * (1 + x * slope * (e * s));
}
