// Cuts the events of one user, in the order of time, into sessions: a new one begins where more than the argument's
// seconds have passed. Rows in: user, time; out: user, time, number of the session, seconds since it began.
import { DOUBLE, INTEGER, Reader, TIMESTAMP, VARCHAR, Writer, args, fail } from "../sdk/assemblyscript/insitu";

const given = args();
const gap: f64 = given.length == 2 ? parseFloat(given[1]) : NaN;
if (!(gap >= 0 && gap < 1e12)) fail("22023", "the argument is the seconds that end a session");
const input = new Reader();
const output = new Writer();
output.column(VARCHAR);
output.column(TIMESTAMP, 6);
output.column(INTEGER);
output.column(DOUBLE);
let session: i32 = 0;
let begun: i64 = 0;
let last: i64 = 0;
while (input.read()) {
  input.expect(0, VARCHAR);
  input.expect(1, TIMESTAMP);
  for (let row: u32 = 0; row < input.rows; row++) {
    output.copy(0, input, 0, row);
    output.copy(1, input, 1, row);
    if (!input.isNull(1, row)) {
      const now = input.int64(1, row);
      if (session > 0 && now < last) fail("22000", "events are not in the order of time: add ORDER BY");
      if (session == 0 || ((now - last) as f64) > gap * 1e6) {
        session++;
        begun = now;
      }
      last = now;
      output.putInt32(2, session);
      output.putFloat64(3, ((now - begun) as f64) / 1e6);
    }
    output.endRow();
  }
}
output.flush();
