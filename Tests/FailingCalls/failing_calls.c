// Loaded before the C library (LD_PRELOAD): one call that changes the disk below a folder fails or kills.
//
//   FAIL_UNDER   the folder; only calls on paths and files below it are counted
//   FAIL_AT      the number of the call, from 1
//   FAIL_WITH    an error number, or 0 for SIGKILL
//   FAIL_MARK    a file outside the folder that is made when the call is reached, and holds its name
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_int calls;

static int below(const char *path) {
  const char *folder = getenv("FAIL_UNDER");
  return folder != NULL && path != NULL && strncmp(path, folder, strlen(folder)) == 0;
}

static int file_below(int descriptor) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return below(path);
}

// Returns the error number with which the call is to fail, 0 if it is to be made.
static int failure(const char *call, int counts) {
  if (!counts || atomic_fetch_add(&calls, 1) + 1 != atoi(getenv("FAIL_AT"))) return 0;
  long mark = syscall(SYS_openat, AT_FDCWD, getenv("FAIL_MARK"), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  syscall(SYS_write, mark, call, strlen(call));
  syscall(SYS_close, mark);
  int code = atoi(getenv("FAIL_WITH"));
  if (code == 0) raise(SIGKILL);
  return code;
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define REPLACED(name, result, parameters, arguments, counts)        \
  result name parameters {                                           \
    int code = failure(#name, counts);                               \
    if (code != 0) return errno = code, (result)-1;                  \
    return NEXT(name) arguments;                                     \
  }
#define REPLACED_OPEN(name)                                                              \
  int name(const char *path, int flags, ...) {                                           \
    va_list list;                                                                        \
    va_start(list, flags);                                                               \
    int mode = flags & O_CREAT ? va_arg(list, int) : 0;                                  \
    va_end(list);                                                                        \
    int code = failure(#name, (flags & (O_ACCMODE | O_CREAT | O_DIRECTORY)) && below(path)); \
    if (code != 0) return errno = code, -1;                                              \
    return NEXT(name)(path, flags, mode);                                                \
  }
// Reports by return value.
#define REPLACED_RESERVE(name, offset)                               \
  int name(int descriptor, offset start, offset count) {             \
    int code = failure(#name, file_below(descriptor));               \
    return code != 0 ? code : NEXT(name)(descriptor, start, count);  \
  }

REPLACED_OPEN(open)
REPLACED_OPEN(open64)
REPLACED_RESERVE(posix_fallocate, off_t)
REPLACED_RESERVE(posix_fallocate64, off64_t)
REPLACED(pwrite, ssize_t, (int f, const void *b, size_t n, off_t o), (f, b, n, o), file_below(f))
REPLACED(pwrite64, ssize_t, (int f, const void *b, size_t n, off64_t o), (f, b, n, o), file_below(f))
REPLACED(write, ssize_t, (int f, const void *b, size_t n), (f, b, n), file_below(f))
REPLACED(ftruncate, int, (int f, off_t n), (f, n), file_below(f))
REPLACED(ftruncate64, int, (int f, off64_t n), (f, n), file_below(f))
REPLACED(fsync, int, (int f), (f), file_below(f))
REPLACED(fdatasync, int, (int f), (f), file_below(f))
REPLACED(mkdir, int, (const char *p, mode_t m), (p, m), below(p))
REPLACED(rename, int, (const char *p, const char *q), (p, q), below(p))
REPLACED(link, int, (const char *p, const char *q), (p, q), below(p))
REPLACED(unlink, int, (const char *p), (p), below(p))

// Closes in any case, as the system does.
int close(int descriptor) {
  int code = failure("close", (fcntl(descriptor, F_GETFL) & O_ACCMODE) != O_RDONLY && file_below(descriptor));
  int result = (int)syscall(SYS_close, descriptor);
  return code != 0 ? (errno = code, -1) : result;
}
