/*
 * Cuts the events of one user, in the order of time, into sessions: a new one begins where more
 * than the argument's seconds have passed. Rows in: user, time; out: user, time, number of the
 * session, seconds since it began.
 */
#include "../sdk/c/insitu.h"

int main(int argc, char **argv) {
  char *end;
  double gap = argc == 2 ? strtod(argv[1], &end) : -1;
  if (!(gap >= 0 && gap < 1e12) || end == argv[1] || *end) {
    insitu_fail("22023", "the argument is the seconds that end a session");
  }
  insitu_reader in = {0};
  insitu_writer out = {0};
  insitu_declare(&out, INSITU_VARCHAR, 0, 0);
  insitu_declare(&out, INSITU_TIMESTAMP, 6, 0);
  insitu_declare(&out, INSITU_INTEGER, 0, 0);
  insitu_declare(&out, INSITU_DOUBLE, 0, 0);
  int32_t session = 0;
  int64_t begun = 0, last = 0;
  while (insitu_read(&in)) {
    insitu_expect(&in, 0, INSITU_VARCHAR);
    insitu_expect(&in, 1, INSITU_TIMESTAMP);
    for (uint32_t row = 0; row < in.rows; row++) {
      insitu_copy(&out, 0, &in, 0, row);
      insitu_copy(&out, 1, &in, 1, row);
      if (!insitu_is_null(&in, 1, row)) {
        int64_t now = insitu_int64(&in, 1, row);
        if (session > 0 && now < last) {
          insitu_fail("22000", "events are not in the order of time: add ORDER BY");
        }
        if (session == 0 || (double)(now - last) > gap * 1e6) {
          session++;
          begun = now;
        }
        last = now;
        insitu_put_int32(&out, 2, session);
        insitu_put_double(&out, 3, (double)(now - begun) / 1e6);
      }
      insitu_end_row(&out);
    }
  }
  insitu_flush(&out);
  return 0;
}
