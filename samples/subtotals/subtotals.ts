// Adds up each partition, and behind them all that one run has seen, as subtotals.c does.
import { BIGINT, DECIMAL, fail, Reader, VARCHAR, Writer } from "../sdk/assemblyscript/insitu";

const input = new Reader();
const output = new Writer();
let label = "";
let sum: i64 = 0;
let rows: i64 = 0;
let allSum: i64 = 0;
let allRows: i64 = 0;

function add(one: i64, other: i64): i64 {
  const total = one + other;
  if (((one ^ total) & (other ^ total)) < 0) fail("22003", "the sum is too large");
  return total;
}

function give(text: string, total: i64, count: i64): void {
  output.putText(0, text);
  output.putInt64(1, total);
  output.putInt64(2, count);
  output.endRow();
}

export function subtotals_open(): void {
  output.column(VARCHAR);
  output.column(DECIMAL, 18, 2);
  output.column(BIGINT);
}

export function subtotals_batch(at: usize, length: u32): void {
  input.take(at, length);
  input.expect(0, VARCHAR);
  input.expect(1, DECIMAL);
  for (let row: u32 = 0; row < input.rows; row++, rows++) {
    if (rows == 0 && !input.isNull(0, row)) label = input.text(0, row);
    sum = add(sum, input.isNull(1, row) ? 0 : input.int64(1, row));
  }
}

export function subtotals_end_partition(): void {
  give(label, sum, rows);
  allSum = add(allSum, sum);
  allRows += rows;
  label = "";
  sum = 0;
  rows = 0;
  output.flush();
}

export function subtotals_finish(): void {
  give("total", allSum, allRows);
  output.flush();
}
