/* What changes from row to row of a partition; the rows themselves pass through. */
#include "../sdk/c/insitu.h"

int main(void) {
  int64_t number = 0;
  double last = 0;
  int known = 0;
  insitu_reader in = {0};
  insitu_writer out = {0};
  insitu_declare(&out, INSITU_BIGINT, 0, 0); /* the row of the input */
  insitu_declare(&out, INSITU_DOUBLE, 0, 0);
  while (insitu_read(&in)) {
    insitu_expect(&in, 0, INSITU_DOUBLE);
    for (uint32_t row = 0; row < in.rows; row++) {
      insitu_put_int64(&out, 0, ++number);
      if (!insitu_is_null(&in, 0, row)) {
        double value = insitu_double(&in, 0, row);
        if (known) insitu_put_double(&out, 1, value - last);
        last = value;
        known = 1;
      }
      insitu_end_row(&out);
    }
  }
  insitu_flush(&out);
  return 0;
}
