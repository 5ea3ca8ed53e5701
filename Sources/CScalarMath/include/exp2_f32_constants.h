// Written by Scripts/generate-scalar-tables.py; change the script, not this file.
#ifndef LOCKSTEP_EXP2_F32_CONSTANTS_H
#define LOCKSTEP_EXP2_F32_CONSTANTS_H

// ln 2 in two parts; the first has 28 bits: its product with a binary32 number is exact.
#define LOCKSTEP_EXP2_LN2_HIGH 0x1.62e42fe000000p-1
#define LOCKSTEP_EXP2_LN2_LOW 0x1.f473de6af278fp-30

#endif  // LOCKSTEP_EXP2_F32_CONSTANTS_H
