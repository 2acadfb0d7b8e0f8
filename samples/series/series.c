/* Counts from the first number to the last by the step: a table function that reads no table. */
#include "../sdk/c/insitu.h"

static int64_t number(const char *text) {
  char *end;
  long long value = strtoll(text, &end, 10);
  if (end == text || *end) insitu_fail("22023", "the arguments are first, last and step");
  return value;
}

int main(int argc, char **argv) {
  if (argc != 4) insitu_fail("22023", "the arguments are first, last and step");
  int64_t at = number(argv[1]), last = number(argv[2]), step = number(argv[3]);
  if (step == 0) insitu_fail("22023", "the step is 0");
  insitu_writer out = {0};
  insitu_declare(&out, INSITU_BIGINT, 0, 0);
  while (step > 0 ? at <= last : at >= last) {
    insitu_put_int64(&out, 0, at);
    insitu_end_row(&out);
    if (__builtin_add_overflow(at, step, &at)) break;
  }
  insitu_flush(&out);
  return 0;
}
