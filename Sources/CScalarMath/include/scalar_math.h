#ifndef LOCKSTEP_SCALAR_MATH_H
#define LOCKSTEP_SCALAR_MATH_H

// Correctly rounded binary32 functions of one variable, and the fused multiply-adds.
//
// Each result is the binary32 number nearest to the real value, ties to even, for all 2^32 inputs;
// NaN in gives 0x7fc00000 out. So the bits depend on no compiler, instruction set or C library.
// The `..._inline` definitions in the included headers compute the same inside vectorised loops.

#include "cospi_f32.h"
#include "erf_f32.h"
#include "exp2_f32.h"
#include "exp_f32.h"
#include "expm1_f32.h"
#include "fma_f32.h"
#include "fma_f64.h"
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

/// e^x, correctly rounded; see `lockstep_exp_f32_inline`.
float lockstep_exp_f32(float x);

/// The natural logarithm of x, correctly rounded; see `lockstep_log_f32_inline`.
float lockstep_log_f32(float x);

/// sin(pi x), correctly rounded; see `lockstep_sinpi_f32_inline`.
float lockstep_sinpi_f32(float x);

/// cos(pi x), correctly rounded; see `lockstep_cospi_f32_inline`.
float lockstep_cospi_f32(float x);

/// The hyperbolic tangent of x, correctly rounded; see `lockstep_tanh_f32_inline`.
float lockstep_tanh_f32(float x);

/// 1 / (1 + e^-x), correctly rounded; see `lockstep_sigmoid_f32_inline`.
float lockstep_sigmoid_f32(float x);

/// 2^x, correctly rounded; see `lockstep_exp2_f32_inline`.
float lockstep_exp2_f32(float x);

/// e^x - 1, correctly rounded; see `lockstep_expm1_f32_inline`.
float lockstep_expm1_f32(float x);

/// 1 / sqrt(x), correctly rounded; see `lockstep_rsqrt_f32_inline`.
float lockstep_rsqrt_f32(float x);

/// log(1 + x), correctly rounded; see `lockstep_log1p_f32_inline`.
float lockstep_log1p_f32(float x);

/// log(1 + e^x), correctly rounded; see `lockstep_softplus_f32_inline`.
float lockstep_softplus_f32(float x);

/// a * b + c, rounded once, with or without the instruction; see `lockstep_fma_f32_inline`.
float lockstep_fma_f32(float a, float b, float c);

/// The same in binary64; see `lockstep_fma_f64_inline`.
double lockstep_fma_f64(double a, double b, double c);

/// The error function, correctly rounded; see `lockstep_erf_f32_inline`.
float lockstep_erf_f32(float x);

/// SiLU, x / (1 + e^-x), correctly rounded; see `lockstep_silu_f32_inline`.
float lockstep_silu_f32(float x);

/// GELU, x Phi(x), correctly rounded; see `lockstep_gelu_f32_inline`.
float lockstep_gelu_f32(float x);

/// The tanh form of GELU, correctly rounded; see `lockstep_gelu_tanh_f32_inline`.
float lockstep_gelu_tanh_f32(float x);

/// The derivative of `lockstep_silu_f32`, correctly rounded;
/// see `lockstep_silu_derivative_f32_inline`.
float lockstep_silu_derivative_f32(float x);

/// The derivative of `lockstep_gelu_f32`, correctly rounded;
/// see `lockstep_gelu_derivative_f32_inline`.
float lockstep_gelu_derivative_f32(float x);

/// The derivative of `lockstep_gelu_tanh_f32`, correctly rounded;
/// see `lockstep_gelu_tanh_derivative_f32_inline`.
float lockstep_gelu_tanh_derivative_f32(float x);

#endif  // LOCKSTEP_SCALAR_MATH_H
