// Written by Scripts/generate-scalar-tables.py; change the script, not this file.
#ifndef LOCKSTEP_LOG_F32_COEFFICIENTS_H
#define LOCKSTEP_LOG_F32_COEFFICIENTS_H

// ln 2 in two parts; the first has 44 bits, so its product with |e| <= 256 is exact.
#define LOCKSTEP_LOG_LN2_HIGH 0x1.62e42fefa3a00p-1
#define LOCKSTEP_LOG_LN2_LOW -0x1.0ca86c3898d00p-49

// (2 atanh(s) - 2 s) / s^3 as a polynomial in s^2, for |s| < 0.1716, constant term first.
// Largest error, relative to the function's value: 2^-60.7.
#define LOCKSTEP_LOG_C_0 0x1.5555555555555p-1
#define LOCKSTEP_LOG_C_1 0x1.9999999999998p-2
#define LOCKSTEP_LOG_C_2 0x1.249249249295bp-2
#define LOCKSTEP_LOG_C_3 0x1.c71c71c64c4b9p-3
#define LOCKSTEP_LOG_C_4 0x1.745d17d378427p-3
#define LOCKSTEP_LOG_C_5 0x1.3b137b291cc0dp-3
#define LOCKSTEP_LOG_C_6 0x1.111d29291fef6p-3
#define LOCKSTEP_LOG_C_7 0x1.debe85c9b376dp-4
#define LOCKSTEP_LOG_C_8 0x1.e6b2d29e10ceap-4

#endif  // LOCKSTEP_LOG_F32_COEFFICIENTS_H
