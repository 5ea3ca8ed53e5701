// Written by Scripts/generate-scalar-tables.py; change the script, not this file.
#ifndef LOCKSTEP_EXTENDED_EXP_COEFFICIENTS_H
#define LOCKSTEP_EXTENDED_EXP_COEFFICIENTS_H

// (exp(r) - 1 - r - r^2 / 2) / r^3 for |r| <= ln 2 / 2, constant term first.
// Largest error, relative to the function's value: 2^-58.5.
#define LOCKSTEP_EXPM1_C_0 0x1.5555555555556p-3
#define LOCKSTEP_EXPM1_C_1 0x1.5555555555555p-5
#define LOCKSTEP_EXPM1_C_2 0x1.11111111109b3p-7
#define LOCKSTEP_EXPM1_C_3 0x1.6c16c16c167e1p-10
#define LOCKSTEP_EXPM1_C_4 0x1.a01a01a7c41d5p-13
#define LOCKSTEP_EXPM1_C_5 0x1.a01a01a47b054p-16
#define LOCKSTEP_EXPM1_C_6 0x1.71de0dae63bb3p-19
#define LOCKSTEP_EXPM1_C_7 0x1.27e4e1f48534fp-22
#define LOCKSTEP_EXPM1_C_8 0x1.af38a9b0ec855p-26
#define LOCKSTEP_EXPM1_C_9 0x1.1f66df7fca49fp-29

#endif  // LOCKSTEP_EXTENDED_EXP_COEFFICIENTS_H
