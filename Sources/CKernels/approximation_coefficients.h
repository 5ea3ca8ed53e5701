// Written by Scripts/generate-approximations.py; change the script, not this file.
#ifndef LOCKSTEP_APPROXIMATION_COEFFICIENTS_H
#define LOCKSTEP_APPROXIMATION_COEFFICIENTS_H

// 1 / ln 2 and ln 2.
#define LOCKSTEP_NEAR_INVERSE_LN2 0x1.71547652b82fep+0
#define LOCKSTEP_NEAR_LN2 0x1.62e42fefa39efp-1

// sqrt(8 / pi), and times 0.044715.
#define LOCKSTEP_NEAR_GELU_SLOPE 0x1.9884533d43651p+0
#define LOCKSTEP_NEAR_GELU_CUBIC 0x1.2444f2a4d8b4bp-4

// 1 / sqrt(2 pi).
#define LOCKSTEP_NEAR_DENSITY 0x1.9884533d43651p-2

// The middle of the numbers t below.
#define LOCKSTEP_NEAR_MILLS_MIDDLE 0x1.745d1745d1746p-1

// (exp(r) - 1 - r) / r^2 for |r| <= ln 2 / 2, constant term first.
// Largest error, relative to the function's value: 2^-43.9.
#define LOCKSTEP_NEAR_EXP_C_0 0x1.fffffffffe062p-2
#define LOCKSTEP_NEAR_EXP_C_1 0x1.5555555554f96p-3
#define LOCKSTEP_NEAR_EXP_C_2 0x1.55555565c7e0ep-5
#define LOCKSTEP_NEAR_EXP_C_3 0x1.111111170bc08p-7
#define LOCKSTEP_NEAR_EXP_C_4 0x1.6c166bde96885p-10
#define LOCKSTEP_NEAR_EXP_C_5 0x1.a019c36bc053cp-13
#define LOCKSTEP_NEAR_EXP_C_6 0x1.a136bf03ec612p-16
#define LOCKSTEP_NEAR_EXP_C_7 0x1.72ad458027fbcp-19

// (2 atanh(s) - 2 s) / s^3 as a polynomial in s^2, for |s| < 0.1716, constant term first.
// Largest error, relative to the function's value: 2^-43.1.
#define LOCKSTEP_NEAR_LOG_C_0 0x1.5555555564ed7p-1
#define LOCKSTEP_NEAR_LOG_C_1 0x1.999998cad0ef1p-2
#define LOCKSTEP_NEAR_LOG_C_2 0x1.2493240725728p-2
#define LOCKSTEP_NEAR_LOG_C_3 0x1.c67ac8fe30812p-3
#define LOCKSTEP_NEAR_LOG_C_4 0x1.8c8d5c6b0f530p-3

// Phi(-a) e^(a^2 / 2) / t as a polynomial in t - middle, t = 1 / (1 + a / 5), 0 <= a <= 6.
// Largest error, relative to the function's value: 2^-40.8.
#define LOCKSTEP_NEAR_MILLS_C_0 0x1.f06f65fe84e13p-3
#define LOCKSTEP_NEAR_MILLS_C_1 0x1.1c8811563e4bbp-1
#define LOCKSTEP_NEAR_MILLS_C_2 0x1.ee38435cc3413p-1
#define LOCKSTEP_NEAR_MILLS_C_3 0x1.471e1b1526dfep+0
#define LOCKSTEP_NEAR_MILLS_C_4 0x1.41a7dfaaf00e7p+0
#define LOCKSTEP_NEAR_MILLS_C_5 0x1.af602736fc251p-1
#define LOCKSTEP_NEAR_MILLS_C_6 0x1.18b032b66a18fp-2
#define LOCKSTEP_NEAR_MILLS_C_7 -0x1.8aa9df51d96c1p-4
#define LOCKSTEP_NEAR_MILLS_C_8 -0x1.11c76a4016b09p-3
#define LOCKSTEP_NEAR_MILLS_C_9 -0x1.5664b4aa15737p-7
#define LOCKSTEP_NEAR_MILLS_C_10 0x1.87cdb11398898p-5
#define LOCKSTEP_NEAR_MILLS_C_11 0x1.4a870f8e24112p-7
#define LOCKSTEP_NEAR_MILLS_C_12 -0x1.1b024b4a8a519p-6

#endif  // LOCKSTEP_APPROXIMATION_COEFFICIENTS_H
