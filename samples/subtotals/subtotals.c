/*
 * Adds up each partition, and behind them all that one run has seen: a label, the sum of the amounts and the number
 * of rows. A set of exports, not a program, so that one run may serve many partitions.
 */
#include "../sdk/c/insitu.h"

INSITU_EXPORTS(subtotals)

static int64_t sum, rows, all_sum, all_rows;
static uint8_t label[256];
static uint32_t label_length;

static void give(insitu_writer *out, const void *text, uint32_t length, int64_t total, int64_t count) {
  insitu_put(out, 0, text, length);
  insitu_put_int64(out, 1, total);
  insitu_put_int64(out, 2, count);
  insitu_end_row(out);
}

static void subtotals_on_open(insitu_writer *out) {
  insitu_declare(out, INSITU_VARCHAR, 0, 0);
  insitu_declare(out, INSITU_DECIMAL, 18, 2);
  insitu_declare(out, INSITU_BIGINT, 0, 0);
}

static void subtotals_on_batch(const insitu_reader *in, insitu_writer *out) {
  (void)out;
  insitu_expect(in, 0, INSITU_VARCHAR);
  insitu_expect(in, 1, INSITU_DECIMAL);
  for (uint32_t row = 0; row < in->rows; row++, rows++) {
    if (rows == 0 && !insitu_is_null(in, 0, row)) {
      insitu_bytes first = insitu_value(in, 0, row);
      if (first.length > sizeof label) insitu_fail("22001", "a label has at most 256 bytes");
      memcpy(label, first.at, first.length);
      label_length = first.length;
    }
    int64_t amount = insitu_is_null(in, 1, row) ? 0 : insitu_int64(in, 1, row);
    if (__builtin_add_overflow(sum, amount, &sum)) insitu_fail("22003", "the sum is too large");
  }
}

static void subtotals_on_end_partition(insitu_writer *out) {
  give(out, label, label_length, sum, rows);
  if (__builtin_add_overflow(all_sum, sum, &all_sum)) insitu_fail("22003", "the sum is too large");
  all_rows += rows;
  sum = rows = label_length = 0;
}

static void subtotals_on_finish(insitu_writer *out) { give(out, "total", 5, all_sum, all_rows); }
