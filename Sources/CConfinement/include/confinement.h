#ifndef LOCKSTEP_CONFINEMENT_H
#define LOCKSTEP_CONFINEMENT_H

/// Confines the calling process, which has not looked at a hostile file yet.
///
/// Closes the descriptors from `first` on; limits the address space to `memory` bytes; writes no files
/// and no memory images and starts no programs from here on.
void lockstep_confine(int first, unsigned long memory);

/// Allows `seconds` of processor time from now on, after which the system ends the process.
void lockstep_renew_time(unsigned seconds);

/// Leaves to all threads of the process what computing on open descriptors needs: memory, reading, writing, the end.
///
/// Every other call of the system fails from here on, where the system can filter calls (Linux on
/// x86-64 and arm64). No further descriptor can be opened anywhere.
void lockstep_close_door(void);

#endif  // LOCKSTEP_CONFINEMENT_H
