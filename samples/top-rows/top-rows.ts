// Gives the first n rows of each partition, whatever its columns are, and reads no further.
import { Reader, Writer, args, fail } from "../sdk/assemblyscript/insitu";

const given = args();
let left: i64 = given.length == 2 ? I64.parseInt(given[1]) : -1;
if (left < 0 || left.toString() != given[1]) fail("22023", "the argument is the number of rows to give");
const input = new Reader();
const output = new Writer();
while (left > 0 && input.read()) {
  if (output.columns.length == 0) output.columnsOf(input);
  for (let row: u32 = 0; row < input.rows && left > 0; row++, left--) {
    for (let column = 0; column < input.columns.length; column++) {
      output.copy(column, input, column, row);
    }
    output.endRow();
  }
}
output.flush();
