// A row that is added to many, or repeated: NUM-008, NUM-018.

#pragma STDC FP_CONTRACT OFF

static void add_row(long rows, long columns, const NUMBER *x, const NUMBER *row,
                    NUMBER *y) {
  for (long i = 0; i < rows; i++) add_elements(columns, x + i * columns, row, y + i * columns);
}

static void repeat_row(long rows, long inner, const NUMBER *x, NUMBER *y) {
  if (inner == 1 && rows > 0) {
    fill(rows, x[0], y);
    return;
  }
  for (long r = 0; r < rows; r++) {
    INDEPENDENT for (long i = 0; i < inner; i++) y[r * inner + i] = x[i];
  }
}
