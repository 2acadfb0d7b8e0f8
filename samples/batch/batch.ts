// The set of an array, as batch.c has it, in AssemblyScript.
import { ARRAY, BIGINT, Reader, Writer } from "../sdk/assemblyscript/insitu";

/** set_of(a BIGINT ARRAY) RETURNS BIGINT ARRAY: each value once, in order, without NULLs. */
export function set_of(frame: usize, length: u32): u64 {
  const input = new Reader();
  const output = new Writer();
  const elements = new Writer();
  input.open(frame);
  output.column(ARRAY);
  elements.column(BIGINT);
  for (let row: u32 = 0; row < input.rows; row++) {
    const array = input.elements(0, row);
    const values: i64[] = [];
    for (let i: u32 = 0; i < array.rows; i++) {
      if (!array.isNull(0, i)) values.push(array.int64(0, i));
    }
    values.sort((a, b) => (a > b ? 1 : a < b ? -1 : 0));
    for (let i = 0; i < values.length; i++) {
      if (i > 0 && values[i] == values[i - 1]) continue;
      elements.putInt64(0, values[i]);
      elements.end();
    }
    output.putArray(0, elements);
    output.end();
  }
  return output.result();
}
