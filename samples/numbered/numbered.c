/* Gives the rows of any table with a number behind them: it describes its own columns. */
#include "../sdk/c/insitu.h"

INSITU_DESCRIBES(numbered) {
  int alone = 1;
  while (insitu_shape_next(in)) {
    if (insitu_shape_is(in, "column")) {
      insitu_add_column(out, in->field[1], in->field[2]);
    } else if (insitu_shape_is(in, "value")) {
      /* The scalar argument is the name of the new column. */
      insitu_add_column(out, in->field[3], insitu_text("BIGINT"));
      alone = 0;
    }
  }
  if (alone) insitu_fail("22023", "the name of the new column must be written in the call");
}

int main(void) {
  int64_t number = 0;
  insitu_reader in = {0};
  insitu_writer out = {0};
  while (insitu_read(&in)) {
    if (!out.columns) {
      insitu_declare_like(&out, &in);
      insitu_declare(&out, INSITU_BIGINT, 0, 0);
    }
    for (uint32_t row = 0; row < in.rows; row++) {
      for (uint32_t column = 0; column < in.columns; column++) {
        insitu_copy(&out, column, &in, column, row);
      }
      insitu_put_int64(&out, in.columns, ++number);
      insitu_end_row(&out);
    }
  }
  insitu_flush(&out);
  return 0;
}
