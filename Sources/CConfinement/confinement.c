#include "confinement.h"

#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#ifdef __linux__
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

// Lowers a limit for good.
static void lower(int resource, rlim_t value) {
  struct rlimit limit;
  if (getrlimit(resource, &limit) != 0) return;
  if (limit.rlim_max < value) value = limit.rlim_max;
  limit.rlim_cur = limit.rlim_max = value;
  setrlimit(resource, &limit);
}

void lockstep_confine(int first, unsigned long memory) {
#ifdef __linux__
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
#endif
#ifdef SYS_close_range
  if (syscall(SYS_close_range, (unsigned)first, ~0u, 0u) != 0)
#endif
  {
    long count = sysconf(_SC_OPEN_MAX);
    for (int descriptor = first; descriptor < count; descriptor++) close(descriptor);
  }
  lower(RLIMIT_AS, memory);
  lower(RLIMIT_CORE, 0);
  lower(RLIMIT_FSIZE, 0);
  lower(RLIMIT_NPROC, 0);
}

void lockstep_renew_time(unsigned seconds) {
  struct rusage used;
  struct rlimit limit;
  if (getrusage(RUSAGE_SELF, &used) != 0 || getrlimit(RLIMIT_CPU, &limit) != 0) return;
  rlim_t until = (rlim_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + 1 + seconds;
  limit.rlim_cur = until < limit.rlim_max ? until : limit.rlim_max;
  setrlimit(RLIMIT_CPU, &limit);
}

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))
#ifdef __x86_64__
#define THIS_ARCHITECTURE AUDIT_ARCH_X86_64
#else
#define THIS_ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

// Two steps: on to the next call's number, or to the permission right behind.
#define ALLOW(number)                                             \
  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##number, 0, 1),        \
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

static void filter_calls(void) {
  struct sock_filter steps[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, THIS_ARCHITECTURE, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      ALLOW(read), ALLOW(pread64), ALLOW(readv), ALLOW(write), ALLOW(lseek), ALLOW(fstat),
      ALLOW(close), ALLOW(brk), ALLOW(mmap), ALLOW(munmap), ALLOW(mremap), ALLOW(madvise),
      ALLOW(mprotect), ALLOW(futex), ALLOW(rt_sigprocmask), ALLOW(rt_sigreturn),
      ALLOW(restart_syscall), ALLOW(clock_gettime), ALLOW(gettimeofday), ALLOW(getrusage),
      ALLOW(getpid), ALLOW(gettid),
      // Idle threads of a pool wait, and end.
      ALLOW(sched_yield), ALLOW(ppoll), ALLOW(epoll_pwait), ALLOW(sigaltstack),
#ifdef SYS_epoll_wait
      ALLOW(epoll_wait),
#endif
      // For the time of the next request; limits that are lowered for good stay low.
      ALLOW(prlimit64), ALLOW(getrlimit), ALLOW(setrlimit),
      // To end, and to end by a signal that this process sends itself.
      ALLOW(exit), ALLOW(exit_group), ALLOW(tgkill),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
  };
  struct sock_fprog program = {sizeof steps / sizeof *steps, steps};
  // All threads, not this one alone.
  syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program);
}
#else
static void filter_calls(void) {}
#endif

void lockstep_close_door(void) {
  lower(RLIMIT_NOFILE, 0);
  filter_calls();
}
