// Written by Scripts/generate-scalar-tables.py; change the script, not this file.
#ifndef LOCKSTEP_EXP_F32_COEFFICIENTS_H
#define LOCKSTEP_EXP_F32_COEFFICIENTS_H

// 1 / ln 2.
#define LOCKSTEP_EXP_INVERSE_LN2 0x1.71547652b82fep+0

// ln 2 in two parts; the first has 44 bits, so its product with |k| <= 256 is exact.
#define LOCKSTEP_EXP_LN2_HIGH 0x1.62e42fefa3a00p-1
#define LOCKSTEP_EXP_LN2_LOW -0x1.0ca86c3898d00p-49

// (exp(r) - 1 - r) / r^2 for |r| <= ln 2 / 2, constant term first.
// Largest error, relative to the function's value: 2^-55.8.
#define LOCKSTEP_EXP_C_0 0x1.0000000000001p-1
#define LOCKSTEP_EXP_C_1 0x1.5555555555556p-3
#define LOCKSTEP_EXP_C_2 0x1.5555555553d63p-5
#define LOCKSTEP_EXP_C_3 0x1.11111111109b3p-7
#define LOCKSTEP_EXP_C_4 0x1.6c16c1788bd90p-10
#define LOCKSTEP_EXP_C_5 0x1.a01a01a7c41d5p-13
#define LOCKSTEP_EXP_C_6 0x1.a019b90d2ae7ap-16
#define LOCKSTEP_EXP_C_7 0x1.71de0dae63bb3p-19
#define LOCKSTEP_EXP_C_8 0x1.289185613a3d6p-22
#define LOCKSTEP_EXP_C_9 0x1.af38a9b0ec855p-26

#endif  // LOCKSTEP_EXP_F32_COEFFICIENTS_H
