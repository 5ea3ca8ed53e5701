// Correctly rounded functions and their gradients: NUM-012, NUM-060.

#pragma STDC FP_CONTRACT OFF

#include "cospi_f32.h"
#include "erf_f32.h"
#include "exp2_f32.h"
#include "exp_f32.h"
#include "expm1_f32.h"
#include "gelu_derivative_f32.h"
#include "gelu_f32.h"
#include "gelu_tanh_derivative_f32.h"
#include "gelu_tanh_f32.h"
#include "log1p_f32.h"
#include "log_f32.h"
#include "rsqrt_f32.h"
#include "sigmoid_f32.h"
#include "silu_derivative_f32.h"
#include "silu_f32.h"
#include "sinpi_f32.h"
#include "softplus_f32.h"
#include "tanh_f32.h"

UNARY(exp_elements, lockstep_exp_f32_inline(a))
UNARY(exp2_elements, lockstep_exp2_f32_inline(a))
UNARY(expm1_elements, lockstep_expm1_f32_inline(a))
UNARY(log_elements, lockstep_log_f32_inline(a))
UNARY(log1p_elements, lockstep_log1p_f32_inline(a))
UNARY(sinpi_elements, lockstep_sinpi_f32_inline(a))
UNARY(cospi_elements, lockstep_cospi_f32_inline(a))
UNARY(tanh_elements, lockstep_tanh_f32_inline(a))
UNARY(sigmoid_elements, lockstep_sigmoid_f32_inline(a))
UNARY(softplus_elements, lockstep_softplus_f32_inline(a))
UNARY(rsqrt_elements, lockstep_rsqrt_f32_inline(a))
UNARY(erf_elements, lockstep_erf_f32_inline(a))
UNARY(silu_elements, lockstep_silu_f32_inline(a))
UNARY(gelu_elements, lockstep_gelu_f32_inline(a))
UNARY(gelu_tanh_elements, lockstep_gelu_tanh_f32_inline(a))

// RN32 of ln 2, of pi and of 2 / sqrt pi.
#define LN2 0x1.62e430p-1f
#define PI 0x1.921fb6p+1f
#define TWO_OVER_ROOT_PI 0x1.20dd76p+0f

// a is y, b is dy. The gradient of exp is `multiply`.
BINARY(exp2_gradient, (b * a) * LN2)
BINARY(expm1_gradient, b * (a + 1.0f))
BINARY(tanh_gradient, b * fma_scalar(-a, a, 1.0f))
BINARY(sigmoid_gradient, b * (a * (1.0f - a)))
BINARY(rsqrt_gradient, b * ((-0.5f * a) * (a * a)))
// a is x, b is dy.
BINARY(log_gradient, b / a)
BINARY(log1p_gradient, b / (1.0f + a))
BINARY(sinpi_gradient, (b * lockstep_cospi_f32_inline(a)) * PI)
BINARY(cospi_gradient, -((b * lockstep_sinpi_f32_inline(a)) * PI))
BINARY(softplus_gradient, b * lockstep_sigmoid_f32_inline(a))
BINARY(erf_gradient, (b * lockstep_exp_f32_inline(-(a * a))) * TWO_OVER_ROOT_PI)
BINARY(silu_gradient, b * lockstep_silu_derivative_f32_inline(a))
BINARY(gelu_gradient, b * lockstep_gelu_derivative_f32_inline(a))
BINARY(gelu_tanh_gradient, b * lockstep_gelu_tanh_derivative_f32_inline(a))

#undef LN2
#undef PI
#undef TWO_OVER_ROOT_PI
#undef UNARY
#undef BINARY
