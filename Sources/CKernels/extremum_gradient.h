// The gradient of extrema: NUM-077.

#pragma STDC FP_CONTRACT OFF

static void extremum_gradient(long rank, const long *lengths, const long *result_strides,
                                  const long *place_strides, long first, long last,
                                  const NUMBER *dy, const int32_t *places, NUMBER *dx) {
  const long axis = rank - 1;
  if (first >= last) return;
  long index[6];
  long result = 0;
  long place = 0;
  for (long a = axis, rest = first; a >= 0; a--) {
    index[a] = rest % lengths[a];
    rest /= lengths[a];
    result += index[a] * result_strides[a];
    place += index[a] * place_strides[a];
  }
  // A run along the last axis has one place and many results, or one result and many places.
  while (first < last) {
    const long left = lengths[axis] - index[axis];
    const long count = left < last - first ? left : last - first;
    NUMBER *const run = dx + first;
    if (place_strides[axis] == 0) {
      const int32_t here = (int32_t)place;
      const NUMBER *const upstream = dy + result;
      const int32_t *const at = places + result;
      INDEPENDENT for (long j = 0; j < count; j++) run[j] = at[j] == here ? upstream[j] : 0.0f;
    } else {
      fill(count, 0.0f, run);
      const long hit = places[result] - place;
      if (hit >= 0 && hit < count) run[hit] = dy[result];
    }
    first += count;
    result -= index[axis] * result_strides[axis];
    place -= index[axis] * place_strides[axis];
    index[axis] = 0;
    for (long a = axis - 1; a >= 0; a--) {
      result += result_strides[a];
      place += place_strides[a];
      if (++index[a] < lengths[a]) break;
      result -= lengths[a] * result_strides[a];
      place -= lengths[a] * place_strides[a];
      index[a] = 0;
    }
  }
}
