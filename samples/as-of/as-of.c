/* For each trade the price of the last quote before it: two tables, cut at the same keys. */
#include "../sdk/c/insitu.h"

typedef struct {
  int64_t at;
  double price;
} quote;

int main(void) {
  quote *quotes = NULL;
  uint32_t count = 0, room = 0, next = 0;
  insitu_reader in = {0};
  insitu_writer out = {0};
  insitu_declare(&out, INSITU_VARCHAR, 0, 0);
  insitu_declare(&out, INSITU_BIGINT, 0, 0);
  insitu_declare(&out, INSITU_DOUBLE, 0, 0);
  /* The first table: symbol, at, price; sorted by at. */
  while (insitu_read_table(&in)) {
    insitu_expect(&in, 1, INSITU_BIGINT);
    insitu_expect(&in, 2, INSITU_DOUBLE);
    for (uint32_t row = 0; row < in.rows; row++) {
      if (insitu_is_null(&in, 1, row) || insitu_is_null(&in, 2, row)) continue;
      if (count == room) {
        room = 2 * room + 1024;
        quotes = insitu_grown(quotes, (uint64_t)room * sizeof(quote));
      }
      quotes[count].at = insitu_int64(&in, 1, row);
      quotes[count++].price = insitu_double(&in, 2, row);
    }
  }
  /* The second table: symbol, at; sorted by at. */
  while (insitu_read_table(&in)) {
    insitu_expect(&in, 1, INSITU_BIGINT);
    for (uint32_t row = 0; row < in.rows; row++) {
      insitu_copy(&out, 0, &in, 0, row);
      insitu_copy(&out, 1, &in, 1, row);
      if (!insitu_is_null(&in, 1, row)) {
        int64_t at = insitu_int64(&in, 1, row);
        while (next < count && quotes[next].at <= at) next++;
        if (next > 0) insitu_put_double(&out, 2, quotes[next - 1].price);
      }
      insitu_end_row(&out);
    }
  }
  insitu_flush(&out);
  return 0;
}
