// The functions of Sources/CScalarMath, one a row, for Scripts/prove-scalar-math.c, which includes
// this list several times:
// FUNCTION(name, screen, reference, is odd at zero, distinct from, distinct below, kernel).
// A derivative comes with its function.

FUNCTION(exp, exp, mpfr_exp, 0, 0, UINT32_MAX, APPLY(exp))
FUNCTION(log, log, mpfr_log, 0, 0, UINT32_MAX, APPLY(log))
FUNCTION(sinpi, screen_sinpi, mpfr_sinpi, 1, 0, 0x3f800000, APPLY(sinpi))
FUNCTION(cospi, screen_cospi, mpfr_cospi, 0, 0, 0x3f800000, APPLY(cospi))
FUNCTION(tanh, tanh, mpfr_tanh, 1, 0, 0x80000000, APPLY(tanh))
FUNCTION(sigmoid, screen_sigmoid, reference_sigmoid, 0, 0, UINT32_MAX, APPLY(sigmoid))
FUNCTION(exp2, exp2, mpfr_exp2, 0, 0, UINT32_MAX, APPLY(exp2))
FUNCTION(expm1, expm1, mpfr_expm1, 1, 0, UINT32_MAX, APPLY(expm1))
FUNCTION(rsqrt, screen_rsqrt, reference_rsqrt, 0, 0x3f800000, 0x40800000, APPLY(rsqrt))
FUNCTION(log1p, log1p, mpfr_log1p, 1, 0, UINT32_MAX, APPLY(log1p))
FUNCTION(softplus, screen_softplus, reference_softplus, 0, 0, UINT32_MAX, APPLY(softplus))
FUNCTION(erf, erf, mpfr_erf, 1, 0x39000000, 0x80000000, APPLY(erf))
FUNCTION(silu, screen_silu, mpfr_silu, 1, 0x00800000, UINT32_MAX, APPLY(silu))
FUNCTION(gelu, screen_gelu, mpfr_gelu, 1, 0x00800000, UINT32_MAX, APPLY(gelu))
FUNCTION(gelu_tanh, screen_gelu_tanh, mpfr_gelu_tanh, 1, 0x00800000, UINT32_MAX, APPLY(gelu_tanh))
FUNCTION(silu_derivative, screen_silu_derivative, mpfr_silu_derivative, 1, 0, UINT32_MAX,
         DERIVE(silu))
FUNCTION(gelu_derivative, screen_gelu_derivative, mpfr_gelu_derivative, 1, 0, UINT32_MAX,
         DERIVE(gelu))
FUNCTION(gelu_tanh_derivative, screen_gelu_tanh_derivative, mpfr_gelu_tanh_derivative, 1, 0,
         UINT32_MAX, DERIVE(gelu_tanh))
