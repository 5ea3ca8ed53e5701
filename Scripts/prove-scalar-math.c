// Tries every input of a function of Sources/CScalarMath; Scripts/prove builds and runs it.
//
//   prove-scalar-math sweep exp THREADS JOURNAL   judges all 2^32 results by MPFR
//   prove-scalar-math digest exp SET THREADS      hashes all 2^32 results of SET
//   prove-scalar-math sample exp SET BITS         hashes the results of 2^BITS fixed inputs
//   prove-scalar-math reference exp 3f800000      MPFR's result for one input, both as bits
//   prove-scalar-math functions                   names of the functions, one a line
//   prove-scalar-math sets                        the sets that can run here, one a line
//
// SET is `scalar`, the functions as the reference device calls them, or an instruction set of
// Sources/CKernels. A sweep keeps each finished part in JOURNAL and goes on from there.
//
// A binary64 evaluation by the C library, whose error is a few units of 2^-53, screens each input:
// the result is settled if everything within 2^-40 of it, relatively, rounds to the same binary32
// number. All other inputs, and one input in 16384 regardless, go to MPFR.
#include <inttypes.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <mpfr.h>

#include "kernels.h"
#include "scalar-references.h"
#include "scalar_math.h"

#pragma STDC FP_CONTRACT OFF

// The digest of a function is FNV-1a over the FNV-1a digests of 256 chunks of inputs. A part is as
// many chunks as are hashed side by side: each hash is one long chain of multiplications.
enum {
  batch_size = 1 << 14,
  chunk_size = 1 << 24,
  chunk_count = 256,
  part_chunks = 4,
  part_count = chunk_count / part_chunks,
  hardest_count = 24,
};

typedef struct {
  const char *name;
  void (*evaluate)(const uint32_t *inputs, uint32_t *outputs);
  void (*screen)(const uint32_t *inputs, double *screened);
  int (*reference)(mpfr_t, const mpfr_t, mpfr_rnd_t);
  int is_odd_at_zero;  // takes +-0 to +-0
  // Hard cases are listed for inputs in this range; outside, the same come again but for signs
  // and powers of two.
  uint32_t distinct_from, distinct_below;
  // The same by the kernels of an instruction set.
  void (*apply)(const lockstep_kernels *table, const float *inputs, float *outputs);
} scalar_function;

#define APPLY(kernel) table->kernel(batch_size, inputs, outputs)
#define DERIVE(function)                                                          \
  float values[batch_size];                                                       \
  table->function##_with_derivative(batch_size, inputs, values, outputs)
#define FUNCTION(name, screen, reference, is_odd_at_zero, from, below, call)                 \
  static void apply_##name(const lockstep_kernels *table, const float *inputs, float *outputs) { \
    call;                                                                                    \
  }                                                                                          \
  static void evaluate_##name(const uint32_t *restrict inputs, uint32_t *restrict outputs) { \
    for (int i = 0; i < batch_size; i++)                                                     \
      outputs[i] =                                                                           \
          lockstep_bits_f32(lockstep_##name##_f32_inline(lockstep_f32_from_bits(inputs[i]))); \
  }                                                                                          \
  static void screen_all_##name(const uint32_t *restrict inputs, double *restrict screened) { \
    for (int i = 0; i < batch_size; i++)                                                     \
      screened[i] = screen((double)lockstep_f32_from_bits(inputs[i]));                       \
  }
#include "scalar-functions.h"
#undef FUNCTION

static const scalar_function functions[] = {
#define FUNCTION(name, screen, reference, is_odd_at_zero, from, below, call)          \
  {#name, evaluate_##name, screen_all_##name, reference, is_odd_at_zero, from, below, \
   apply_##name},
#include "scalar-functions.h"
#undef FUNCTION
};
enum { function_count = sizeof functions / sizeof *functions };

static const char *const set_names[] = {"portable", "avx2", "avx512", "neon"};
enum { set_count = sizeof set_names / sizeof *set_names };

static const uint64_t fnv1a_start = 0xcbf29ce484222325u;
static inline uint64_t fnv1a(uint64_t digest, uint64_t word, int bytes) {
  for (int i = 0; i < bytes; i++) digest = (digest ^ ((word >> (8 * i)) & 255)) * 0x100000001b3u;
  return digest;
}

/// Extends the digests of a part's chunks by a batch of each.
static void hash_batches(uint32_t outputs[part_chunks][batch_size], uint64_t *digests) {
  uint64_t d[part_chunks];
  memcpy(d, digests, sizeof d);
  for (int i = 0; i < batch_size; i++)
    for (int c = 0; c < part_chunks; c++) {
      const uint32_t bits = outputs[c][i];
      const int is_nan = (bits & 0x7fffffffu) > 0x7f800000u;
      d[c] = fnv1a(d[c], is_nan ? LOCKSTEP_CANONICAL_NAN_BITS : bits, 4);
    }
  memcpy(digests, d, sizeof d);
}

static uint64_t fold_digests(const uint64_t *digests) {
  uint64_t digest = fnv1a_start;
  for (int i = 0; i < chunk_count; i++) digest = fnv1a(digest, digests[i], 8);
  return digest;
}

typedef struct {
  double distance;  // from the midpoint of two binary32 numbers, in units of their difference
  uint32_t input, output;
} hard_case;

/// What is known about a function; parts are filled in by threads or from a journal.
typedef struct {
  const scalar_function *function;
  const lockstep_kernels *table;  // NULL for the scalar functions
  int judges;
  atomic_int next_part, finished_parts;
  int was_finished, is_finished[part_count];
  time_t started;
  pthread_mutex_t lock;  // of what follows
  FILE *journal;
  uint64_t digests[chunk_count];
  uint64_t wrong, consulted, misjudged;
  hard_case hardest[hardest_count];
} trial;

/// One thread's share.
typedef struct {
  trial *trial;
  uint64_t wrong, consulted, misjudged;
  hard_case hardest[hardest_count];
  mpfr_t x, y, wide;
  uint32_t inputs[batch_size], outputs[part_chunks][batch_size];
  double screened[batch_size];
  uint8_t is_doubtful[batch_size];
} worker;

static void set_binary32_range(void) {
  mpfr_set_emin(-148);
  mpfr_set_emax(128);
}

static uint32_t reference_bits(worker *w, float x) {
  if (isnan(x)) return LOCKSTEP_CANONICAL_NAN_BITS;
  mpfr_set_flt(w->x, x, MPFR_RNDN);
  const int ternary = w->trial->function->reference(w->y, w->x, MPFR_RNDN);
  mpfr_subnormalize(w->y, ternary, MPFR_RNDN);
  if (mpfr_nan_p(w->y)) return LOCKSTEP_CANONICAL_NAN_BITS;
  return lockstep_bits_f32(mpfr_get_flt(w->y, MPFR_RNDN));
}

static void insert_hard_case(hard_case *hardest, hard_case entry) {
  for (int i = 0; i < hardest_count; i++) {
    const hard_case old = hardest[i];
    if (entry.distance < old.distance ||
        (entry.distance == old.distance && entry.input < old.input)) {
      hardest[i] = entry;
      entry = old;
    }
  }
}

// Keeps the inputs whose results lie nearest to a midpoint.
static void note_hard_case(worker *w, uint32_t input, uint32_t output) {
  const float rounded = lockstep_f32_from_bits(output);
  if (!isfinite(rounded) || rounded == 0.0f) return;
  // The distance of a tiny result from a midpoint lies below binary32's range.
  mpfr_set_emin(mpfr_get_emin_min());
  mpfr_set_flt(w->x, lockstep_f32_from_bits(input), MPFR_RNDN);
  w->trial->function->reference(w->wide, w->x, MPFR_RNDN);
  const int side = mpfr_cmp_d(w->wide, (double)rounded);
  const float neighbour = nextafterf(rounded, side > 0 ? INFINITY : -INFINITY);
  const double gap = fabs((double)neighbour - (double)rounded);
  mpfr_sub_d(w->wide, w->wide, ((double)neighbour + (double)rounded) / 2, MPFR_RNDN);
  set_binary32_range();
  if (side == 0) return;
  const double distance = fabs(mpfr_get_d(w->wide, MPFR_RNDN)) / gap;
  insert_hard_case(w->hardest, (hard_case){distance, input, output});
}

static inline uint32_t screened_bits(double screened, double deviation) {
  return lockstep_bits_f32((float)(screened * (1 + deviation)));
}

static void judge(worker *w, uint32_t input, uint32_t output, double screened) {
  const scalar_function *function = w->trial->function;
  const float x = lockstep_f32_from_bits(input);
  const uint32_t low = screened_bits(screened, -0x1p-40);
  // Zeros and NaN go by the rules of IEEE 754; MPFR audits those as well.
  uint32_t expected = low;
  if (isnan(screened)) expected = LOCKSTEP_CANONICAL_NAN_BITS;
  if (screened == 0) expected = function->is_odd_at_zero ? input & 0x80000000u : 0;
  const int undecided = low != screened_bits(screened, 0x1p-40) && !isnan(screened);
  if (undecided || (input * 2654435761u) >> 18 == 0) {
    const uint32_t exact = reference_bits(w, x);
    w->consulted++;
    if (!undecided && exact != expected) w->misjudged++;
    expected = exact;
    const int repeats = input < function->distinct_from || input >= function->distinct_below;
    const int is_near = screened_bits(screened, -0x1p-44) != screened_bits(screened, 0x1p-44);
    if (is_near && !repeats && !isnan(x)) note_hard_case(w, input, expected);
  }
  if (output != expected && w->wrong++ < 20)
    fprintf(stderr, "\nwrong: %s %08" PRIx32 " gave %08" PRIx32 " expected %08" PRIx32 "\n",
            function->name, input, output, expected);
}

/// Judges a batch: a loop that vectorises finds the inputs that need thought.
static void judge_batch(worker *w, const uint32_t *outputs) {
  w->trial->function->screen(w->inputs, w->screened);
  const uint32_t sign_of_zero = w->trial->function->is_odd_at_zero ? 0x80000000u : 0;
  for (int i = 0; i < batch_size; i++) {
    const double screened = w->screened[i];
    const uint32_t low = screened_bits(screened, -0x1p-40);
    const uint32_t expected = screened == 0 ? w->inputs[i] & sign_of_zero : low;
    w->is_doubtful[i] = low != screened_bits(screened, 0x1p-40) || expected != outputs[i] ||
                        (w->inputs[i] * 2654435761u) >> 18 == 0;
  }
  for (int i = 0; i < batch_size; i++)
    if (w->is_doubtful[i]) judge(w, w->inputs[i], outputs[i], w->screened[i]);
}

static void record_part(trial *t, int part, const worker *w, const uint64_t *digests) {
  pthread_mutex_lock(&t->lock);
  memcpy(&t->digests[part * part_chunks], digests, part_chunks * sizeof *digests);
  t->wrong += w->wrong;
  t->consulted += w->consulted;
  t->misjudged += w->misjudged;
  for (int i = 0; i < hardest_count; i++) insert_hard_case(t->hardest, w->hardest[i]);
  if (t->journal) {
    // One line, so that a part is there entirely or not at all.
    fprintf(t->journal, "part %d", part);
    for (int c = 0; c < part_chunks; c++) fprintf(t->journal, " %016" PRIx64, digests[c]);
    fprintf(t->journal, " %" PRIu64 " %" PRIu64 " %" PRIu64, w->wrong, w->consulted, w->misjudged);
    for (int i = 0; i < hardest_count; i++)
      fprintf(t->journal, " %a %08" PRIx32 " %08" PRIx32, w->hardest[i].distance,
              w->hardest[i].input, w->hardest[i].output);
    fprintf(t->journal, " end\n");
    fflush(t->journal);
  }
  pthread_mutex_unlock(&t->lock);
  const int finished = atomic_fetch_add(&t->finished_parts, 1) + 1;
  const double seconds = difftime(time(NULL), t->started);
  const double left = seconds / (finished - t->was_finished) * (part_count - finished);
  fprintf(stderr, "\r%s: %d of %d parts, %.0f s left   ", t->function->name, finished, part_count,
          left);
}

static void read_journal(trial *t) {
  char line[4096];
  while (fgets(line, sizeof line, t->journal)) {
    if (strlen(line) < 5 || strcmp(line + strlen(line) - 5, " end\n") != 0) continue;
    char *at = line + 5;
    const long part = strtol(at, &at, 10);
    if (part < 0 || part >= part_count || t->is_finished[part]) continue;
    for (int c = 0; c < part_chunks; c++) t->digests[part * part_chunks + c] = strtoull(at, &at, 16);
    t->wrong += strtoull(at, &at, 10);
    t->consulted += strtoull(at, &at, 10);
    t->misjudged += strtoull(at, &at, 10);
    for (int i = 0; i < hardest_count; i++) {
      hard_case entry = {.distance = strtod(at, &at)};
      entry.input = (uint32_t)strtoul(at, &at, 16);
      entry.output = (uint32_t)strtoul(at, &at, 16);
      insert_hard_case(t->hardest, entry);
    }
    t->is_finished[part] = 1;
    t->was_finished++;
  }
  atomic_store(&t->finished_parts, t->was_finished);
}

static void *try_parts(void *argument) {
  trial *t = argument;
  worker *w = calloc(1, sizeof *w);
  if (!w) abort();
  w->trial = t;
  set_binary32_range();
  mpfr_inits2(24, w->x, w->y, (mpfr_ptr)0);
  mpfr_init2(w->wide, 200);
  for (int part; (part = atomic_fetch_add(&t->next_part, 1)) < part_count;) {
    if (t->is_finished[part]) continue;
    w->wrong = w->consulted = w->misjudged = 0;
    for (int i = 0; i < hardest_count; i++) w->hardest[i] = (hard_case){.distance = 1};
    uint64_t digests[part_chunks];
    for (int c = 0; c < part_chunks; c++) digests[c] = fnv1a_start;
    for (uint32_t start = 0; start < chunk_size; start += batch_size) {
      for (int c = 0; c < part_chunks; c++) {
        const uint32_t first = (uint32_t)(part * part_chunks + c) * chunk_size + start;
        for (uint32_t i = 0; i < batch_size; i++) w->inputs[i] = first + i;
        if (t->table)
          t->function->apply(t->table, (const float *)w->inputs, (float *)w->outputs[c]);
        else
          t->function->evaluate(w->inputs, w->outputs[c]);
        if (t->judges) judge_batch(w, w->outputs[c]);
      }
      hash_batches(w->outputs, digests);
    }
    record_part(t, part, w, digests);
  }
  mpfr_clears(w->x, w->y, w->wide, (mpfr_ptr)0);
  mpfr_free_cache();
  free(w);
  return NULL;
}

static void try_all(trial *t, int threads) {
  pthread_t running[64];
  if (threads < 1 || threads > 64) threads = 1;
  t->started = time(NULL);
  pthread_mutex_init(&t->lock, NULL);
  for (int i = 0; i < threads; i++)
    if (pthread_create(&running[i], NULL, try_parts, t) != 0) abort();
  for (int i = 0; i < threads; i++) pthread_join(running[i], NULL);
  fprintf(stderr, "\r%60s\r", "");
}

static int sweep(const scalar_function *function, int threads, const char *journal) {
  static trial t;
  t = (trial){.function = function, .judges = 1, .journal = fopen(journal, "a+")};
  if (!t.journal) {
    perror(journal);
    return 2;
  }
  for (int i = 0; i < hardest_count; i++) t.hardest[i].distance = 1;
  rewind(t.journal);
  read_journal(&t);
  try_all(&t, threads);
  fclose(t.journal);
  printf("digest %016" PRIx64 "\nwrong %" PRIu64 "\nconsulted %" PRIu64 "\nmisjudged %" PRIu64 "\n",
         fold_digests(t.digests), t.wrong, t.consulted, t.misjudged);
  for (int i = 0; i < hardest_count; i++)
    if (t.hardest[i].distance < 1)
      printf("hard %08" PRIx32 " %08" PRIx32 " %.1f\n", t.hardest[i].input, t.hardest[i].output,
             log2(t.hardest[i].distance));
  return 0;
}

static int digest(const scalar_function *function, const lockstep_kernels *table, int threads) {
  static trial t;
  t = (trial){.function = function, .table = table};
  try_all(&t, threads);
  printf("%016" PRIx64 "\n", fold_digests(t.digests));
  return 0;
}

/// Input i of 2^bits is i · 2^(32 - bits) + (37 i mod 2^(32 - bits)).
static int sample(const scalar_function *function, const lockstep_kernels *table, int bits) {
  static uint32_t inputs[batch_size], outputs[part_chunks][batch_size];
  uint64_t digests[part_chunks] = {fnv1a_start};
  const uint32_t count = bits >= 14 && bits <= 31 ? 1u << bits : batch_size;
  const uint32_t step = (uint32_t)(((uint64_t)1 << 32) / count);
  for (uint32_t start = 0; start < count; start += batch_size) {
    for (uint32_t i = 0; i < batch_size; i++)
      inputs[i] = (start + i) * step + ((start + i) * 37 & (step - 1));
    if (table)
      function->apply(table, (const float *)inputs, (float *)outputs[0]);
    else
      function->evaluate(inputs, outputs[0]);
    hash_batches(outputs, digests);
  }
  printf("%016" PRIx64 "\n", digests[0]);
  return 0;
}

static int print_reference(const scalar_function *function, uint32_t input) {
  trial t = {.function = function};
  static worker w;
  w.trial = &t;
  set_binary32_range();
  mpfr_inits2(24, w.x, w.y, (mpfr_ptr)0);
  printf("%08" PRIx32 " %08" PRIx32 "\n", input, reference_bits(&w, lockstep_f32_from_bits(input)));
  mpfr_clears(w.x, w.y, (mpfr_ptr)0);
  return 0;
}

/// Runs what the arguments after the function's name ask for; -1 when they make no sense.
static int perform(const char *mode, const scalar_function *function, int count, char **rest) {
  if (strcmp(mode, "sweep") == 0 && count == 2) return sweep(function, atoi(rest[0]), rest[1]);
  if (strcmp(mode, "reference") == 0 && count == 1)
    return print_reference(function, (uint32_t)strtoul(rest[0], NULL, 16));
  if (count != 2) return -1;
  const lockstep_kernels *table = NULL;
  for (int set = 0; set < set_count; set++)
    if (strcmp(rest[0], set_names[set]) == 0)
      table = lockstep_kernels_for((lockstep_instruction_set)set);
  if (!table && strcmp(rest[0], "scalar") != 0) return -1;
  if (strcmp(mode, "digest") == 0) return digest(function, table, atoi(rest[1]));
  if (strcmp(mode, "sample") == 0) return sample(function, table, atoi(rest[1]));
  return -1;
}

int main(int argc, char **argv) {
  if (argc == 2 && strcmp(argv[1], "functions") == 0) {
    for (int i = 0; i < function_count; i++) puts(functions[i].name);
    return 0;
  }
  if (argc == 2 && strcmp(argv[1], "sets") == 0) {
    puts("scalar");
    for (int set = 0; set < set_count; set++)
      if (lockstep_kernels_for((lockstep_instruction_set)set)) puts(set_names[set]);
    return 0;
  }
  for (int i = 0; argc >= 3 && i < function_count; i++) {
    if (strcmp(argv[2], functions[i].name) != 0) continue;
    const int status = perform(argv[1], &functions[i], argc - 3, argv + 3);
    if (status >= 0) return status;
  }
  fputs("the first lines of Scripts/prove-scalar-math.c say how to call it\n", stderr);
  return 2;
}
