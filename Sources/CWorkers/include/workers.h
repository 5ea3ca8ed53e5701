#ifndef LOCKSTEP_WORKERS_H
#define LOCKSTEP_WORKERS_H

#include "floating_point_mode.h"

/// A fixed set of threads that share the tasks of one call at a time: fork and join, nothing else.
typedef struct lockstep_pool lockstep_pool;

/// Creates a pool of `threads` workers; the caller of `lockstep_pool_run` is one of them.
///
/// One worker starts no thread. Returns NULL when `threads` is below 1 or the system refuses a
/// thread or memory.
lockstep_pool *_Nullable lockstep_pool_create(int threads);

/// Ends the threads and frees the pool. No run may be in progress.
void lockstep_pool_destroy(lockstep_pool *_Nullable pool);

/// Calls `body(context, t)` exactly once for each t in 0 ..< `tasks` and returns when all are done.
///
/// Which worker computes a task, and when, is open: a task's result may depend on its index only.
/// Every worker computes in the IEEE mode of `lockstep_floating_point_enter`; the caller's own mode
/// is put back at the end. One run at a time; a body must not start another.
void lockstep_pool_run(lockstep_pool *_Nonnull pool, long tasks,
                       void (*_Nonnull body)(void *_Nullable context, long task),
                       void *_Nullable context);

#endif  // LOCKSTEP_WORKERS_H
