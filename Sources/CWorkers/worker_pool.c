#include "include/workers.h"

#include <pthread.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

#ifndef __clang__
#error "Lockstep's C sources rely on clang's pragmas and builtins; compile them with clang."
#endif

// How often a waiting thread looks before it sleeps: some tens of microseconds, longer than the gap
// between two operations of a training step, far shorter than anything a person would notice.
enum { SPINS = 1 << 11 };

// Tasks of one round; more are run in several rounds.
#define ROUND_LIMIT (1l << 30)

// Lower half of a ticket while a job is being replaced: larger than any task, so none is claimed.
#define CLOSED UINT64_C(0xFFFFFFFF)

typedef void (*task_body)(void *context, long task);

/// A round's job is published by storing the ticket: generation in the upper half, next unclaimed
/// task in the lower. A worker reads the job's fields and then claims a task by compare-and-swap of
/// the whole ticket. The ticket is closed before the fields change, so a claim succeeds only if
/// they belong to its generation. Nobody waits for a worker that claimed nothing.
struct lockstep_pool {
  alignas(64) _Atomic uint64_t ticket;
  _Atomic(task_body) body;
  _Atomic(void *) context;
  _Atomic long first;  // index of the round's first task
  _Atomic long count;  // tasks of the round

  alignas(64) _Atomic long finished;

  alignas(64) atomic_int sleepers;
  atomic_bool caller_sleeps;
  atomic_bool ends;
  pthread_mutex_t mutex;
  pthread_cond_t work_arrived;
  pthread_cond_t work_finished;

  int started;  // threads besides the caller
  pthread_t *threads;
};

static void pause_briefly(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

static uint32_t generation_of(uint64_t ticket) { return (uint32_t)(ticket >> 32); }

/// Claims and computes tasks of the current round until none is left; returns its generation.
static uint32_t work_on_round(struct lockstep_pool *pool) {
  uint64_t ticket = atomic_load_explicit(&pool->ticket, memory_order_acquire);
  for (;;) {
    long task = (long)(uint32_t)ticket;
    // Acquire: whoever sees a field of the next job also sees that this job's ticket is closed.
    task_body body = atomic_load_explicit(&pool->body, memory_order_acquire);
    void *context = atomic_load_explicit(&pool->context, memory_order_acquire);
    long first = atomic_load_explicit(&pool->first, memory_order_acquire);
    long count = atomic_load_explicit(&pool->count, memory_order_acquire);
    if (task >= count) {
      // Nothing left, unless the fields already belong to a later round than the ticket.
      uint64_t latest = atomic_load_explicit(&pool->ticket, memory_order_acquire);
      if (generation_of(latest) == generation_of(ticket)) return generation_of(ticket);
      ticket = latest;
      continue;
    }
    if (!atomic_compare_exchange_weak_explicit(&pool->ticket, &ticket, ticket + 1,
                                               memory_order_acq_rel, memory_order_acquire)) {
      continue;
    }
    ticket += 1;
    body(context, first + task);
    long finished = atomic_fetch_add(&pool->finished, 1) + 1;
    if (finished == count && atomic_load(&pool->caller_sleeps)) {
      pthread_mutex_lock(&pool->mutex);
      pthread_cond_signal(&pool->work_finished);
      pthread_mutex_unlock(&pool->mutex);
    }
  }
}

/// Returns when the generation is no longer `seen` or the pool ends.
static void wait_for_work(struct lockstep_pool *pool, uint32_t seen) {
  for (int spin = 0; spin < SPINS; spin++) {
    if (generation_of(atomic_load_explicit(&pool->ticket, memory_order_acquire)) != seen) return;
    pause_briefly();
  }
  pthread_mutex_lock(&pool->mutex);
  // Sequentially consistent with the caller, who stores the ticket and then looks for sleepers:
  // at least one of the two sees the other.
  atomic_fetch_add(&pool->sleepers, 1);
  while (generation_of(atomic_load(&pool->ticket)) == seen && !atomic_load(&pool->ends)) {
    pthread_cond_wait(&pool->work_arrived, &pool->mutex);
  }
  atomic_fetch_sub(&pool->sleepers, 1);
  pthread_mutex_unlock(&pool->mutex);
}

static void *worker_main(void *argument) {
  struct lockstep_pool *pool = argument;
  lockstep_floating_point_enter();
  uint32_t seen = 0;
  while (!atomic_load(&pool->ends)) {
    wait_for_work(pool, seen);
    seen = work_on_round(pool);
  }
  return NULL;
}

static void wait_for_round(struct lockstep_pool *pool, long count) {
  for (int spin = 0; spin < SPINS; spin++) {
    if (atomic_load_explicit(&pool->finished, memory_order_acquire) == count) return;
    pause_briefly();
  }
  pthread_mutex_lock(&pool->mutex);
  atomic_store(&pool->caller_sleeps, true);
  while (atomic_load(&pool->finished) != count) {
    pthread_cond_wait(&pool->work_finished, &pool->mutex);
  }
  atomic_store(&pool->caller_sleeps, false);
  pthread_mutex_unlock(&pool->mutex);
}

static void run_round(struct lockstep_pool *pool, long first, long count, task_body body,
                      void *context) {
  uint64_t generation = generation_of(atomic_load(&pool->ticket));
  atomic_store(&pool->ticket, generation << 32 | CLOSED);
  atomic_store_explicit(&pool->finished, 0, memory_order_release);
  atomic_store_explicit(&pool->body, body, memory_order_release);
  atomic_store_explicit(&pool->context, context, memory_order_release);
  atomic_store_explicit(&pool->first, first, memory_order_release);
  atomic_store_explicit(&pool->count, count, memory_order_release);
  // The generation wraps after 2^32 rounds; only its change matters.
  atomic_store(&pool->ticket, (uint64_t)(uint32_t)(generation + 1) << 32);
  if (atomic_load(&pool->sleepers) > 0) {
    pthread_mutex_lock(&pool->mutex);
    pthread_cond_broadcast(&pool->work_arrived);
    pthread_mutex_unlock(&pool->mutex);
  }
  work_on_round(pool);
  wait_for_round(pool, count);
}

void lockstep_pool_run(lockstep_pool *pool, long tasks, task_body body, void *context) {
  lockstep_floating_point_mode found = lockstep_floating_point_enter();
  if (pool->started == 0 || tasks == 1) {
    for (long task = 0; task < tasks; task++) body(context, task);
  } else {
    for (long first = 0; first < tasks; first += ROUND_LIMIT) {
      long left = tasks - first;
      run_round(pool, first, left < ROUND_LIMIT ? left : ROUND_LIMIT, body, context);
    }
  }
  lockstep_floating_point_leave(found);
}

lockstep_pool *lockstep_pool_create(int threads) {
  if (threads < 1) return NULL;
  lockstep_pool *pool = NULL;
  if (posix_memalign((void **)&pool, 64, sizeof *pool) != 0) return NULL;
  *pool = (lockstep_pool){.started = 0};
  pthread_mutex_init(&pool->mutex, NULL);
  pthread_cond_init(&pool->work_arrived, NULL);
  pthread_cond_init(&pool->work_finished, NULL);
  pool->threads = calloc((size_t)threads, sizeof(pthread_t));
  while (pool->threads != NULL && pool->started < threads - 1) {
    if (pthread_create(&pool->threads[pool->started], NULL, worker_main, pool) != 0) break;
    pool->started += 1;
  }
  if (pool->started < threads - 1) {
    lockstep_pool_destroy(pool);
    return NULL;
  }
  return pool;
}

void lockstep_pool_destroy(lockstep_pool *pool) {
  if (pool == NULL) return;
  pthread_mutex_lock(&pool->mutex);
  atomic_store(&pool->ends, true);
  pthread_cond_broadcast(&pool->work_arrived);
  pthread_mutex_unlock(&pool->mutex);
  for (int index = 0; index < pool->started; index++) pthread_join(pool->threads[index], NULL);
  pthread_cond_destroy(&pool->work_finished);
  pthread_cond_destroy(&pool->work_arrived);
  pthread_mutex_destroy(&pool->mutex);
  free(pool->threads);
  free(pool);
}
