// Written by Scripts/generate-scalar-tables.py; change the script, not this file.
#ifndef LOCKSTEP_QUARTER_TURN_COEFFICIENTS_H
#define LOCKSTEP_QUARTER_TURN_COEFFICIENTS_H

// pi in two parts; the first has 28 bits, so its product with a binary32 number is exact.
#define LOCKSTEP_PI_HIGH 0x1.921fb54000000p+1
#define LOCKSTEP_PI_LOW 0x1.10b4611a62633p-29

// (sin(pi r) - pi r) / r^3 as a polynomial in r^2, for |r| <= 1/4, constant term first.
// Largest error, relative to the function's value: 2^-57.5.
#define LOCKSTEP_SINPI_C_0 -0x1.4abbce625be53p+2
#define LOCKSTEP_SINPI_C_1 0x1.466bc6775aae1p+1
#define LOCKSTEP_SINPI_C_2 -0x1.32d2cce62b872p-1
#define LOCKSTEP_SINPI_C_3 0x1.50783486facaap-4
#define LOCKSTEP_SINPI_C_4 -0x1.e3074d2614b2dp-8
#define LOCKSTEP_SINPI_C_5 0x1.e8f036bcd3237p-12
#define LOCKSTEP_SINPI_C_6 -0x1.6cc577dadd922p-16

// (cos(pi r) - 1) / r^2 as a polynomial in r^2, for |r| <= 1/4, constant term first.
// Largest error, relative to the function's value: 2^-54.9.
#define LOCKSTEP_COSPI_C_0 -0x1.3bd3cc9be45dep+2
#define LOCKSTEP_COSPI_C_1 0x1.03c1f081b5ac4p+2
#define LOCKSTEP_COSPI_C_2 -0x1.55d3c7e3cbff7p+0
#define LOCKSTEP_COSPI_C_3 0x1.e1f506891ae95p-3
#define LOCKSTEP_COSPI_C_4 -0x1.a6d1f2a086c90p-6
#define LOCKSTEP_COSPI_C_5 0x1.f9d3870871194p-10
#define LOCKSTEP_COSPI_C_6 -0x1.b6de8b8e9ba08p-14
#define LOCKSTEP_COSPI_C_7 0x1.1e745e5e09f6dp-18

#endif  // LOCKSTEP_QUARTER_TURN_COEFFICIENTS_H
