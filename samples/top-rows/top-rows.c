/* Gives the first n rows of each partition, whatever its columns are, and reads no further. */
#include "../sdk/c/insitu.h"

int main(int argc, char **argv) {
  char *end;
  long long left = argc == 2 ? strtoll(argv[1], &end, 10) : -1;
  if (left < 0 || end == argv[1] || *end) {
    insitu_fail("22023", "the argument is the number of rows to give");
  }
  insitu_reader in = {0};
  insitu_writer out = {0};
  while (left > 0 && insitu_read(&in)) {
    if (!out.columns) {
      insitu_declare_like(&out, &in);
    }
    for (uint32_t row = 0; row < in.rows && left > 0; row++, left--) {
      for (uint32_t column = 0; column < in.columns; column++) {
        insitu_copy(&out, column, &in, column, row);
      }
      insitu_end_row(&out);
    }
  }
  insitu_flush(&out);
  return 0;
}
