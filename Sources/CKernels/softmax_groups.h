// How rows of logits are grouped: NUM-079 to NUM-081.

#pragma STDC FP_CONTRACT OFF

// Short rows go through exp and log together, so that they fill the vectors; a group stays in the cache.
enum { SOFTMAX_GROUP = 64, SOFTMAX_ELEMENTS = 4096 };

INLINE long softmax_group(long rows, long columns) {
  const long fitting = SOFTMAX_ELEMENTS / columns;
  const long group = fitting < 1 ? 1 : fitting < SOFTMAX_GROUP ? fitting : SOFTMAX_GROUP;
  return rows < group ? rows : group;
}
