//! Table functions of insitu in Rust: reads frames from standard input and writes frames to standard
//! output (docs/abi.md, section 3.5). One file over the standard library:
//!
//! ```text
//! #[path = "../sdk/rust/insitu.rs"]
//! mod insitu;
//!
//! fn main() {
//!     let mut out = insitu::Writer::new(&[insitu::column(insitu::BIGINT)]);
//!     while let Some(frame) = insitu::Frame::read() {
//!         for row in 0..frame.rows {
//!             if !frame.is_null(0, row) {
//!                 out.put_i64(0, 2 * frame.i64(0, row));
//!             }
//!             out.end_row();
//!         }
//!     }
//!     out.flush();
//! }
//! ```
//!
//! Columns and rows count from 0. Columns of the output have the order and the types of RETURNS
//! TABLE; a column that is not put is NULL. What goes wrong ends the program with `fail`.
#![allow(dead_code)]

use std::io::{Read, Write};

pub const BOOLEAN: u8 = 1;
pub const TINYINT: u8 = 2;
pub const SMALLINT: u8 = 3;
pub const INTEGER: u8 = 4;
pub const BIGINT: u8 = 5;
pub const REAL: u8 = 6;
pub const DOUBLE: u8 = 7;
pub const DECIMAL: u8 = 8; // up to 18 digits: i64
pub const WIDE_DECIMAL: u8 = 9; // i128
pub const CHAR: u8 = 10;
pub const VARCHAR: u8 = 11;
pub const BINARY: u8 = 12;
pub const VARBINARY: u8 = 13;
pub const DATE: u8 = 14; // i32: days since 1970-01-01
pub const TIME: u8 = 15; // i64: nanoseconds since midnight
pub const TIMESTAMP: u8 = 16; // up to 6 digits of a second: i64, microseconds since 1970-01-01
pub const FINE_TIMESTAMP: u8 = 17; // 16 bytes
pub const ZONED_TIMESTAMP: u8 = 18; // 16 bytes
pub const UUID: u8 = 19; // 16 bytes

const FRAME: usize = 16 << 20;
const ROWS: usize = 1024;
const ROOM: usize = 48 * 1024;

#[cfg(target_arch = "wasm32")]
#[link(wasm_import_module = "insitu")]
extern "C" {
    fn raise(state: *const u8, message: *const u8, length: usize) -> !;
}

/// Ends the program with an error of SQL: a SQLSTATE that begins with 22 or 38, and a message.
pub fn fail(state: &[u8; 5], message: &str) -> ! {
    #[cfg(target_arch = "wasm32")]
    unsafe {
        raise(state.as_ptr(), message.as_ptr(), message.len())
    }
    #[cfg(not(target_arch = "wasm32"))]
    {
        let _ = state;
        eprintln!("{}", message);
        std::process::exit(1)
    }
}

fn padded(length: usize) -> usize {
    (length + 7) & !7
}

fn width(code: u8) -> usize {
    const WIDTHS: [u8; 20] = [0, 1, 1, 2, 4, 8, 4, 8, 8, 16, 0, 0, 0, 0, 4, 8, 8, 16, 16, 16];
    WIDTHS.get(code as usize).copied().unwrap_or(0) as usize
}

/// The type of a column: code, precision and scale.
#[derive(Clone, Copy, PartialEq)]
pub struct Type {
    pub code: u8,
    pub precision: u8,
    pub scale: u8,
}

/// A type without parameters, and TIMESTAMP as TIMESTAMP(6).
pub fn column(code: u8) -> Type {
    Type { code, precision: if code == TIMESTAMP { 6 } else { 0 }, scale: 0 }
}

struct Block {
    validity: Option<usize>,
    offsets: Option<usize>,
    values: usize,
}

/// Some rows of the input.
pub struct Frame {
    pub rows: usize,
    pub types: Vec<Type>,
    blocks: Vec<Block>,
    bytes: Vec<u8>,
}

impl Frame {
    /// Reads the next frame; none at the end.
    pub fn read() -> Option<Frame> {
        let mut input = std::io::stdin().lock();
        let mut bytes = vec![0; 16];
        let mut filled = 0;
        while filled < 16 {
            match input.read(&mut bytes[filled..]) {
                Ok(0) if filled == 0 => return None,
                Ok(0) | Err(_) => fail(b"38003", "standard input ends inside a frame"),
                Ok(count) => filled += count,
            }
        }
        let length = number(&bytes, 4);
        let columns = number(&bytes, 12);
        if &bytes[..4] != b"INS1" || length > FRAME || length < 16 + 8 * columns {
            fail(b"38003", "standard input has no frames: is the function's format 'insitu'?");
        }
        bytes.resize(length, 0);
        if input.read_exact(&mut bytes[16..]).is_err() {
            fail(b"38003", "standard input ends inside a frame");
        }
        let rows = number(&bytes, 8);
        let mut types = Vec::with_capacity(columns);
        let mut blocks = Vec::with_capacity(columns);
        let mut block = 16 + 8 * columns;
        for descriptor in (16..16 + 8 * columns).step_by(8) {
            let code = bytes[descriptor];
            let has_validity = bytes[descriptor + 3] != 0;
            let mut at = block + if has_validity { padded((rows + 7) / 8) } else { 0 };
            let offsets = if width(code) == 0 { Some(at) } else { None };
            at += if width(code) == 0 { padded(4 * (rows + 1)) } else { 0 };
            types.push(Type { code, precision: bytes[descriptor + 1], scale: bytes[descriptor + 2] });
            let validity = if has_validity { Some(block) } else { None };
            blocks.push(Block { validity, offsets, values: at });
            block += number(&bytes, descriptor + 4);
        }
        Some(Frame { rows, types, blocks, bytes })
    }

    /// Holds a column against the type that the program reads it as.
    pub fn expect(&self, column: usize, code: u8) {
        if self.types.get(column).map(|t| t.code) != Some(code) {
            fail(b"38004", "the input has other columns than the program reads");
        }
    }

    pub fn is_null(&self, column: usize, row: usize) -> bool {
        match self.blocks[column].validity {
            Some(at) => self.bytes[at + row / 8] >> (row % 8) & 1 == 0,
            None => false,
        }
    }

    /// The bytes of a value of any type; of CHAR and VARCHAR, its UTF-8.
    pub fn bytes(&self, column: usize, row: usize) -> &[u8] {
        let block = &self.blocks[column];
        let width = width(self.types[column].code);
        let (from, to) = match block.offsets {
            Some(at) => (number(&self.bytes, at + 4 * row), number(&self.bytes, at + 4 * row + 4)),
            None => (width * row, width * row + width),
        };
        &self.bytes[block.values + from..block.values + to]
    }

    /// CHAR and VARCHAR.
    pub fn text(&self, column: usize, row: usize) -> &str {
        std::str::from_utf8(self.bytes(column, row)).unwrap_or_default()
    }

    pub fn boolean(&self, column: usize, row: usize) -> bool {
        self.bytes(column, row)[0] != 0
    }

    /// TINYINT, SMALLINT, INTEGER and DATE.
    pub fn i32(&self, column: usize, row: usize) -> i32 {
        self.i64(column, row) as i32
    }

    /// Numbers of up to eight bytes: BIGINT, DECIMAL, TIME and TIMESTAMP, and what `i32` reads.
    pub fn i64(&self, column: usize, row: usize) -> i64 {
        let bytes = self.bytes(column, row);
        let mut value = [if bytes[bytes.len() - 1] > 127 { 255 } else { 0 }; 8];
        value[..bytes.len()].copy_from_slice(bytes);
        i64::from_le_bytes(value)
    }

    pub fn f32(&self, column: usize, row: usize) -> f32 {
        f32::from_bits(self.i64(column, row) as u32)
    }

    pub fn f64(&self, column: usize, row: usize) -> f64 {
        f64::from_bits(self.i64(column, row) as u64)
    }
}

fn number(bytes: &[u8], at: usize) -> usize {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]) as usize
}

struct Output {
    kind: Type,
    validity: Vec<bool>,
    offsets: Vec<u32>,
    values: Vec<u8>,
}

/// Rows of the output; `flush` has to be called at the end.
pub struct Writer {
    columns: Vec<Output>,
    rows: usize,
    size: usize,
}

impl Writer {
    pub fn new(types: &[Type]) -> Writer {
        let columns = types
            .iter()
            .map(|&kind| Output { kind, validity: vec![], offsets: vec![0], values: vec![] })
            .collect();
        Writer { columns, rows: 0, size: 0 }
    }

    fn append(&mut self, column: usize, value: &[u8], there: bool) {
        let output = &mut self.columns[column];
        let width = width(output.kind.code);
        if output.validity.len() != self.rows || (width != 0 && width != value.len()) {
            fail(b"38005", "the program puts a value where none belongs");
        }
        output.validity.push(there);
        output.values.extend_from_slice(value);
        output.offsets.push(output.values.len() as u32);
        self.size += value.len();
    }

    /// Puts the bytes of a value of any type; puts a value for each column once.
    pub fn put(&mut self, column: usize, value: &[u8]) {
        self.append(column, value, true);
    }

    pub fn put_null(&mut self, column: usize) {
        let zeros = [0; 16];
        let width = width(self.columns[column].kind.code);
        self.append(column, &zeros[..width], false);
    }

    pub fn put_text(&mut self, column: usize, value: &str) {
        self.put(column, value.as_bytes());
    }

    pub fn put_boolean(&mut self, column: usize, value: bool) {
        self.put(column, &[value as u8]);
    }

    pub fn put_i32(&mut self, column: usize, value: i32) {
        self.put(column, &value.to_le_bytes());
    }

    pub fn put_i64(&mut self, column: usize, value: i64) {
        self.put(column, &value.to_le_bytes());
    }

    pub fn put_f64(&mut self, column: usize, value: f64) {
        self.put(column, &value.to_le_bytes());
    }

    /// Puts a value of the input, NULL or not, into a column of the same type.
    pub fn copy(&mut self, column: usize, frame: &Frame, from: usize, row: usize) {
        if frame.is_null(from, row) {
            self.put_null(column);
        } else {
            self.put(column, frame.bytes(from, row));
        }
    }

    /// Ends a row: columns that were not put are NULL.
    pub fn end_row(&mut self) {
        for column in 0..self.columns.len() {
            if self.columns[column].validity.len() == self.rows {
                self.put_null(column);
            }
        }
        self.rows += 1;
        if self.rows == ROWS || self.size >= ROOM {
            self.flush();
        }
    }

    /// Writes the rows that were put as a frame.
    pub fn flush(&mut self) {
        if self.rows == 0 {
            return;
        }
        let mut frame = vec![0; 16 + 8 * self.columns.len()];
        for (index, column) in self.columns.iter_mut().enumerate() {
            let block = frame.len();
            let nulls = column.validity.iter().any(|there| !there);
            if nulls {
                frame.resize(block + padded((self.rows + 7) / 8), 0);
                for (row, _) in column.validity.iter().enumerate().filter(|(_, &there)| there) {
                    frame[block + row / 8] |= 1 << (row % 8);
                }
            }
            if width(column.kind.code) == 0 {
                column.offsets.iter().for_each(|o| frame.extend_from_slice(&o.to_le_bytes()));
                frame.resize(padded(frame.len()), 0);
            }
            frame.extend_from_slice(&column.values);
            frame.resize(padded(frame.len()), 0);
            let length = (frame.len() - block) as u32;
            let kind = column.kind;
            let descriptor = &mut frame[16 + 8 * index..24 + 8 * index];
            descriptor[..4].copy_from_slice(&[kind.code, kind.precision, kind.scale, nulls as u8]);
            descriptor[4..].copy_from_slice(&length.to_le_bytes());
            column.validity.clear();
            column.offsets.truncate(1);
            column.values.clear();
        }
        if frame.len() > FRAME {
            fail(b"38006", "a row has more than 16 MiB");
        }
        let header = [frame.len() as u32, self.rows as u32, self.columns.len() as u32];
        frame[..4].copy_from_slice(b"INS1");
        for (index, value) in header.iter().enumerate() {
            frame[4 + 4 * index..8 + 4 * index].copy_from_slice(&value.to_le_bytes());
        }
        let mut output = std::io::stdout().lock();
        if output.write_all(&frame).and_then(|_| output.flush()).is_err() {
            fail(b"38002", "standard output cannot be written");
        }
        self.rows = 0;
        self.size = 0;
    }
}
