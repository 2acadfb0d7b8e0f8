/**
 * Table functions of insitu in AssemblyScript: reads frames from standard input and writes frames to standard
 * output (docs/abi.md, section 3.5). One file, no package but the compiler:
 *
 *   import { BIGINT, Reader, Writer } from "../sdk/assemblyscript/insitu";
 *
 *   const input = new Reader();
 *   const output = new Writer();
 *   output.column(BIGINT);
 *   while (input.read()) {
 *     for (let row: u32 = 0; row < input.rows; row++) {
 *       if (!input.isNull(0, row)) output.putInt64(0, 2 * input.int64(0, row));
 *       output.endRow();
 *     }
 *   }
 *   output.flush();
 *
 * Compile with `asc f.ts -O --exportStart _start --use abort= -o f.wasm`. Columns and rows count from 0. Columns of
 * the output have the order and the types of RETURNS TABLE; a column that is not put is NULL. What goes wrong ends
 * the program with `fail`. An address in a frame is good until the next `read`.
 *
 * A function of style BATCH (docs/abi.md, section 2.9) is an export that reads the frame it is called with; compile
 * with `asc f.ts -O --exportRuntime --use abort= -o f.wasm`:
 *
 *   export function twice(frame: usize, length: u32): u64 {
 *     const input = new Reader();
 *     const output = new Writer();
 *     input.open(frame);
 *     output.column(BIGINT);
 *     for (let row: u32 = 0; row < input.rows; row++) {
 *       output.putInt64(0, 2 * input.int64(0, row));
 *       output.end();
 *     }
 *     return output.result();
 *   }
 */

// @ts-ignore: decorator
@external("wasi_snapshot_preview1", "fd_read")
declare function fd_read(fd: i32, vectors: usize, count: i32, got: usize): i32;
// @ts-ignore: decorator
@external("wasi_snapshot_preview1", "fd_write")
declare function fd_write(fd: i32, vectors: usize, count: i32, sent: usize): i32;
// @ts-ignore: decorator
@external("wasi_snapshot_preview1", "args_sizes_get")
declare function args_sizes_get(count: usize, bytes: usize): i32;
// @ts-ignore: decorator
@external("wasi_snapshot_preview1", "args_get")
declare function args_get(pointers: usize, bytes: usize): i32;
// @ts-ignore: decorator
@external("insitu", "raise")
declare function raise(state: usize, message: usize, length: i32): void;

export const BOOLEAN: u8 = 1;
export const TINYINT: u8 = 2;
export const SMALLINT: u8 = 3;
export const INTEGER: u8 = 4;
export const BIGINT: u8 = 5;
export const REAL: u8 = 6;
export const DOUBLE: u8 = 7;
export const DECIMAL: u8 = 8; // up to 18 digits: i64
export const WIDE_DECIMAL: u8 = 9; // 16 bytes
export const CHAR: u8 = 10;
export const VARCHAR: u8 = 11;
export const BINARY: u8 = 12;
export const VARBINARY: u8 = 13;
export const DATE: u8 = 14; // i32: days since 1970-01-01
export const TIME: u8 = 15; // i64: nanoseconds since midnight
export const TIMESTAMP: u8 = 16; // up to 6 digits of a second: i64, microseconds since 1970-01-01
export const FINE_TIMESTAMP: u8 = 17; // 16 bytes: i64 seconds, i32 nanoseconds, i32 zero
export const ZONED_TIMESTAMP: u8 = 18; // 16 bytes: i64 seconds, i32 nanoseconds, i32 offset
export const UUID: u8 = 19; // 16 bytes
export const ARRAY: u8 = 20; // Reader.elements and Writer.putArray

const MAGIC: u32 = 0x31534e49;
const FRAME: u32 = 16 << 20;
const ROWS: u32 = 1024;
const ROOM: u32 = 48 * 1024;
const WIDTHS = memory.data<u8>([0, 1, 1, 2, 4, 8, 4, 8, 8, 16, 0, 0, 0, 0, 4, 8, 8, 16, 16, 16]);

/** What WASI is given: a vector of one buffer, and where it says how many bytes went. */
const VECTOR = memory.data(8, 8);
const COUNT = memory.data(4, 4);

/** 16 bytes: the head of a frame, or a value on its way. */
const SCRATCH = memory.data(16, 8);

/** Ends the program with an error of SQL: a SQLSTATE that begins with 22 or 38, and a message. */
export function fail(state: string, message: string): void {
  const text = String.UTF8.encode(message);
  raise(changetype<usize>(String.UTF8.encode(state)), changetype<usize>(text), text.byteLength);
  unreachable();
}

/** Returns the program's arguments: the function's name, then the scalars. */
export function args(): string[] {
  args_sizes_get(SCRATCH, SCRATCH + 4);
  const count = load<u32>(SCRATCH);
  const pointers = new ArrayBuffer(4 * count);
  const bytes = new ArrayBuffer(load<u32>(SCRATCH, 4));
  args_get(changetype<usize>(pointers), changetype<usize>(bytes));
  const all: string[] = [];
  for (let i: u32 = 0; i < count; i++) {
    const text: usize = load<u32>(changetype<usize>(pointers) + 4 * i);
    let end = text;
    while (load<u8>(end) != 0) end++;
    all.push(String.UTF8.decodeUnsafe(text, end - text));
  }
  return all;
}

function width(type: u8): u32 {
  return type < 20 ? load<u8>(WIDTHS + type) : 0;
}

function padded(length: u32): u32 {
  return (length + 7) & ~7;
}

/** Fills a buffer from standard input; the bytes that were missing at its end. */
function fill(to: usize, length: u32): u32 {
  while (length > 0) {
    store<u32>(VECTOR, to as u32);
    store<u32>(VECTOR, length, 4);
    if (fd_read(0, VECTOR, 1, COUNT) != 0) fail("38002", "standard input cannot be read");
    const got = load<u32>(COUNT);
    if (got == 0) break;
    to += got;
    length -= got;
  }
  return length;
}

function send(from: usize, length: u32): void {
  while (length > 0) {
    store<u32>(VECTOR, from as u32);
    store<u32>(VECTOR, length, 4);
    if (fd_write(1, VECTOR, 1, COUNT) != 0) fail("38002", "standard output cannot be written");
    const sent = load<u32>(COUNT);
    from += sent;
    length -= sent;
  }
}

/** A column of the frame that was read last. */
class Column {
  type: u8 = 0;
  precision: u8 = 0;
  scale: u8 = 0;
  /** Where the bitmap, offsets and values are; 0 for none. */
  validity: usize = 0;
  offsets: usize = 0;
  values: usize = 0;

  /** Finds the parts of a block, which is that of a column or of an array. */
  locate(descriptor: usize, rows: u32, block: usize): void {
    let part = block;
    this.type = load<u8>(descriptor);
    this.precision = load<u8>(descriptor, 1);
    this.scale = load<u8>(descriptor, 2);
    const nulls = load<u8>(descriptor, 3) != 0;
    this.validity = nulls ? part : 0;
    part += nulls ? (padded((rows + 7) / 8) as usize) : 0;
    const variable = width(this.type) == 0;
    this.offsets = variable ? part : 0;
    part += variable ? (padded(4 * (rows + 1)) as usize) : 0;
    this.values = part;
  }
}

/** The input, frame by frame; or an array, whose rows are its elements in one column. */
export class Reader {
  rows: u32 = 0;
  columns: Column[] = [];
  buffer: ArrayBuffer = new ArrayBuffer(0);
  /** Where the frame lies, and its length. */
  frame: usize = 0;
  length: u32 = 0;

  /** Reads the next frame; false at the end. */
  read(): bool {
    const missing = fill(SCRATCH, 16);
    if (missing == 16) return false;
    const length = load<u32>(SCRATCH, 4);
    const count = load<u32>(SCRATCH, 12);
    if (missing > 0 || load<u32>(SCRATCH) != MAGIC || length > FRAME || length < 16 + 8 * (count as u64)) {
      fail("38003", "standard input has no frames: is the function's format 'insitu'?");
    }
    if ((this.buffer.byteLength as u32) < length) this.buffer = new ArrayBuffer(length);
    const frame = changetype<usize>(this.buffer);
    memory.copy(frame, SCRATCH, 16);
    if (fill(frame + 16, length - 16) > 0) fail("38003", "standard input ends inside a frame");
    this.take(frame, length);
    return true;
  }

  /**
   * Takes a frame that the host has written: for functions that are no programs but a set of exports (docs/abi.md,
   * section 3.11), `name_open()`, `name_batch(at: usize, length: u32)`, `name_end_partition()` and `name_finish()`.
   * Compile them with `--exportRuntime` and without `--exportStart`.
   */
  take(frame: usize, length: u32): void {
    this.frame = frame;
    this.length = length;
    this.open(frame);
  }

  /** Finds the columns of the frame at an address: in style BATCH, the one that the export is called with. */
  open(frame: usize): void {
    const count = load<u32>(frame, 12);
    this.rows = load<u32>(frame, 8);
    while ((this.columns.length as u32) < count) this.columns.push(new Column());
    let block = frame + 16 + 8 * count;
    for (let i: u32 = 0; i < count; i++) {
      const descriptor = frame + 16 + 8 * i;
      this.columns[i].locate(descriptor, this.rows, block);
      block += load<u32>(descriptor, 4);
    }
  }

  /** Returns an array that is not NULL. */
  elements(column: u32, row: u32): Reader {
    const value = this.at(column, row);
    const array = new Reader();
    array.rows = load<u32>(value);
    array.columns.push(new Column());
    array.columns[0].locate(value + 4, array.rows, value + 8);
    return array;
  }

  /** Holds a column against the type that the program reads it as. */
  expect(column: u32, type: u8): void {
    if (column >= (this.columns.length as u32) || this.columns[column].type != type) {
      fail("38004", "the input has other columns than the program reads");
    }
  }

  isNull(column: u32, row: u32): bool {
    const validity = this.columns[column].validity;
    return validity != 0 && ((load<u8>(validity + row / 8) >> (row % 8)) & 1) == 0;
  }

  /** Returns where a value of any type is. */
  at(column: u32, row: u32): usize {
    const c = this.columns[column];
    return c.values + (c.offsets ? load<u32>(c.offsets + 4 * row) : width(c.type) * row);
  }

  /** Returns how many bytes a value of any type has. */
  size(column: u32, row: u32): u32 {
    const c = this.columns[column];
    return c.offsets ? load<u32>(c.offsets + 4 * row, 4) - load<u32>(c.offsets + 4 * row) : width(c.type);
  }

  boolean(column: u32, row: u32): bool {
    return load<u8>(this.at(column, row)) != 0;
  }

  int8(column: u32, row: u32): i8 {
    return load<i8>(this.at(column, row));
  }

  int16(column: u32, row: u32): i16 {
    return load<i16>(this.at(column, row));
  }

  /** INTEGER and DATE. */
  int32(column: u32, row: u32): i32 {
    return load<i32>(this.at(column, row));
  }

  /** BIGINT, DECIMAL, TIME and TIMESTAMP. */
  int64(column: u32, row: u32): i64 {
    return load<i64>(this.at(column, row));
  }

  float32(column: u32, row: u32): f32 {
    return load<f32>(this.at(column, row));
  }

  float64(column: u32, row: u32): f64 {
    return load<f64>(this.at(column, row));
  }

  /** CHAR and VARCHAR. */
  text(column: u32, row: u32): string {
    return String.UTF8.decodeUnsafe(this.at(column, row), this.size(column, row));
  }
}

/** A column of the frame that is being made. */
class Output {
  nulls: bool = false;
  count: u32 = 0;
  size: u32 = 0;
  values: ArrayBuffer = new ArrayBuffer(1024);
  offsets: StaticArray<u32> = new StaticArray<u32>(ROWS + 1);
  validity: StaticArray<u8> = new StaticArray<u8>(ROWS / 8);

  constructor(
    public type: u8,
    public precision: u8,
    public scale: u8,
  ) {}

  /** Writes the block of its rows and forgets them; returns its bytes. */
  block(to: usize, rows: u32): u32 {
    let at = to;
    if (this.nulls) at += part(at, changetype<usize>(this.validity), (rows + 7) / 8);
    if (width(this.type) == 0) at += part(at, changetype<usize>(this.offsets), 4 * (rows + 1));
    at += part(at, changetype<usize>(this.values), this.size);
    this.count = 0;
    this.size = 0;
    this.nulls = false;
    memory.fill(changetype<usize>(this.validity), 0, ROWS / 8);
    return (at - to) as u32;
  }
}

/** The output: rows that are collected and written as frames. */
export class Writer {
  rows: u32 = 0;
  columns: Output[] = [];
  size: u32 = 0;
  frame: ArrayBuffer = new ArrayBuffer(0);

  /** Adds a column, with the type that RETURNS TABLE names. */
  column(type: u8, precision: u8 = 0, scale: u8 = 0): void {
    this.columns.push(new Output(type, precision, scale));
  }

  /** Adds all columns of the input. */
  columnsOf(input: Reader): void {
    for (let i = 0; i < input.columns.length; i++) {
      const column = input.columns[i];
      this.column(column.type, column.precision, column.scale);
    }
  }

  /** Puts the bytes of a value of any type; a value for each column once. */
  put(column: u32, value: usize, length: u32): void {
    if (
      column >= (this.columns.length as u32) ||
      this.columns[column].count != this.rows ||
      length > FRAME
    ) {
      fail("38005", "the program puts a value where none belongs");
    }
    const c = this.columns[column];
    const wanted = width(c.type);
    if (wanted != 0 && wanted != length) fail("38005", "the value has another type's width");
    if ((c.values.byteLength as u32) - c.size < length) {
      const larger = new ArrayBuffer(2 * c.values.byteLength + length);
      memory.copy(changetype<usize>(larger), changetype<usize>(c.values), c.size);
      c.values = larger;
    }
    memory.copy(changetype<usize>(c.values) + c.size, value, length);
    c.size += length;
    this.size += length;
    c.validity[c.count / 8] |= ((1 as u32) << c.count % 8) as u8;
    c.offsets[++c.count] = c.size;
  }

  putNull(column: u32): void {
    memory.fill(SCRATCH, 0, 16);
    const c = this.columns[column];
    this.put(column, SCRATCH, width(c.type));
    c.validity[(c.count - 1) / 8] &= ~(((1 as u32) << (c.count - 1) % 8) as u8);
    c.nulls = true;
  }

  putBoolean(column: u32, value: bool): void {
    store<u8>(SCRATCH, value ? 1 : 0);
    this.put(column, SCRATCH, 1);
  }

  putInt8(column: u32, value: i8): void {
    store<i8>(SCRATCH, value);
    this.put(column, SCRATCH, 1);
  }

  putInt16(column: u32, value: i16): void {
    store<i16>(SCRATCH, value);
    this.put(column, SCRATCH, 2);
  }

  putInt32(column: u32, value: i32): void {
    store<i32>(SCRATCH, value);
    this.put(column, SCRATCH, 4);
  }

  putInt64(column: u32, value: i64): void {
    store<i64>(SCRATCH, value);
    this.put(column, SCRATCH, 8);
  }

  putFloat32(column: u32, value: f32): void {
    store<f32>(SCRATCH, value);
    this.put(column, SCRATCH, 4);
  }

  putFloat64(column: u32, value: f64): void {
    store<f64>(SCRATCH, value);
    this.put(column, SCRATCH, 8);
  }

  putText(column: u32, value: string): void {
    const text = String.UTF8.encode(value);
    this.put(column, changetype<usize>(text), text.byteLength);
  }

  /** Puts a value of the input, NULL or not, into a column of the same type. */
  copy(column: u32, input: Reader, from: u32, row: u32): void {
    if (input.isNull(from, row)) {
      this.putNull(column);
    } else {
      this.put(column, input.at(from, row), input.size(from, row));
    }
  }

  /** Puts an array: the up to 1,024 rows of a writer of one column, each ended by `end`, which are forgotten. */
  putArray(column: u32, elements: Writer): void {
    const c = elements.columns[0];
    const value = new ArrayBuffer(16 + ROWS / 8 + 4 * (ROWS + 2) + padded(c.size));
    const at = changetype<usize>(value);
    store<u32>(at, elements.rows);
    store<u8>(at, c.type, 4);
    store<u8>(at, c.precision, 5);
    store<u8>(at, c.scale, 6);
    store<u8>(at, c.nulls ? 1 : 0, 7);
    const length = c.block(at + 8, elements.rows);
    elements.rows = 0;
    elements.size = 0;
    this.put(column, at, 8 + length);
  }

  /** Ends a row that stays in memory, or an element of an array: columns that were not put are NULL. */
  end(): void {
    if (this.rows == ROWS) fail("38005", "the program puts more than 1,024 rows");
    for (let i = 0; i < this.columns.length; i++) {
      if (this.columns[i].count == this.rows) this.putNull(i);
    }
    this.rows++;
  }

  /** Returns what an export of style BATCH returns: where the frame of all rows is. */
  result(): u64 {
    const length = this.make();
    return ((changetype<usize>(this.frame) as u64) << 32) | length;
  }

  /** Ends a row: columns that were not put are NULL. */
  endRow(): void {
    this.end();
    if (this.rows == ROWS || this.size >= ROOM) this.flush();
  }

  /** Writes the rows that were put as a frame; to be called once more at the end. */
  flush(): void {
    if (this.rows == 0) return;
    const length = this.make();
    send(changetype<usize>(this.frame), length);
  }

  /** Makes the rows a frame, and forgets them; returns its bytes. */
  private make(): u32 {
    const count = this.columns.length as u32;
    let most: u64 = 16;
    for (let i: u32 = 0; i < count; i++) {
      most += 8 + ROWS / 8 + 4 * (ROWS + 2) + padded(this.columns[i].size);
    }
    if (most > FRAME) fail("38006", "a row has more than 16 MiB");
    if ((this.frame.byteLength as u64) < most) this.frame = new ArrayBuffer(most as i32);
    const frame = changetype<usize>(this.frame);
    let at = frame + 16 + 8 * count;
    for (let i: u32 = 0; i < count; i++) {
      const c = this.columns[i];
      const descriptor = frame + 16 + 8 * i;
      store<u8>(descriptor, c.type);
      store<u8>(descriptor, c.precision, 1);
      store<u8>(descriptor, c.scale, 2);
      store<u8>(descriptor, c.nulls ? 1 : 0, 3);
      const block = c.block(at, this.rows);
      store<u32>(descriptor, block, 4);
      at += block;
    }
    store<u32>(frame, MAGIC);
    store<u32>(frame, (at - frame) as u32, 4);
    store<u32>(frame, this.rows, 8);
    store<u32>(frame, count, 12);
    this.rows = 0;
    this.size = 0;
    return (at - frame) as u32;
  }

  /** Writes the frame that was read last as it is. */
  forward(input: Reader): void {
    this.flush();
    send(input.frame, input.length);
  }
}

function part(to: usize, from: usize, length: u32): u32 {
  memory.copy(to, from, length);
  memory.fill(to + length, 0, padded(length) - length);
  return padded(length);
}
