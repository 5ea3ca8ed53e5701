// Rows of x that are added at the rows that indices name: NUM-086.

#pragma STDC FP_CONTRACT OFF

static void scatter_add(const lockstep_scatter *scatter, long first_row, long last_row,
                        long first_column, long last_column) {
  const long columns = scatter->columns;
  const long elements = scatter->count * columns;
  for (long row = first_row; row < last_row; row++) {
    const long start = row == 0 ? 0 : scatter->ends[row - 1];
    const long terms = scatter->ends[row] - start;
    NUMBER *const y = (NUMBER *)scatter->y + row * columns;
    if (terms == 0) {
      fill(last_column - first_column, 0.0f, y + first_column);
      continue;
    }
    sum_columns_of(terms, columns, first_column, last_column, elements,
                   scatter->positions + start, scatter->x, y);
  }
}
