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
pub const ARRAY: u8 = 20; // `array` and `put_array`

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

impl Block {
    /// Finds the parts of a block, which is that of a column or of an array.
    fn find(bytes: &[u8], descriptor: usize, rows: usize, block: usize) -> (Type, Block) {
        let code = bytes[descriptor];
        let has_validity = bytes[descriptor + 3] != 0;
        let mut at = block + if has_validity { padded((rows + 7) / 8) } else { 0 };
        let offsets = if width(code) == 0 { Some(at) } else { None };
        at += if width(code) == 0 { padded(4 * (rows + 1)) } else { 0 };
        let kind = Type { code, precision: bytes[descriptor + 1], scale: bytes[descriptor + 2] };
        let validity = if has_validity { Some(block) } else { None };
        (kind, Block { validity, offsets, values: at })
    }
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
        Some(Frame::of(bytes))
    }

    /// Finds the columns of a frame.
    pub fn of(bytes: Vec<u8>) -> Frame {
        let rows = number(&bytes, 8);
        let columns = number(&bytes, 12);
        let mut types = Vec::with_capacity(columns);
        let mut blocks = Vec::with_capacity(columns);
        let mut block = 16 + 8 * columns;
        for descriptor in (16..16 + 8 * columns).step_by(8) {
            let (kind, found) = Block::find(&bytes, descriptor, rows, block);
            types.push(kind);
            blocks.push(found);
            block += number(&bytes, descriptor + 4);
        }
        Frame { rows, types, blocks, bytes }
    }

    /// An array that is not NULL: a frame of one column, whose rows are the elements.
    pub fn array(&self, column: usize, row: usize) -> Frame {
        let bytes = self.bytes(column, row).to_vec();
        let rows = number(&bytes, 0);
        let (kind, block) = Block::find(&bytes, 4, rows, 8);
        Frame { rows, types: vec![kind], blocks: vec![block], bytes }
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

impl Output {
    /// Appends the block of its rows and forgets them; whether it has a bitmap.
    fn block(&mut self, rows: usize, frame: &mut Vec<u8>) -> bool {
        let block = frame.len();
        let nulls = self.validity.iter().any(|there| !there);
        if nulls {
            frame.resize(block + padded((rows + 7) / 8), 0);
            for (row, _) in self.validity.iter().enumerate().filter(|(_, &there)| there) {
                frame[block + row / 8] |= 1 << (row % 8);
            }
        }
        if width(self.kind.code) == 0 {
            self.offsets.iter().for_each(|o| frame.extend_from_slice(&o.to_le_bytes()));
            frame.resize(padded(frame.len()), 0);
        }
        frame.extend_from_slice(&self.values);
        frame.resize(padded(frame.len()), 0);
        self.validity.clear();
        self.offsets.truncate(1);
        self.values.clear();
        nulls
    }
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

    /// Puts an array: the rows of a writer of one column, each ended by `end`, which are forgotten.
    pub fn put_array(&mut self, column: usize, elements: &mut Writer) {
        let rows = elements.rows;
        let mut value = vec![0; 8];
        let (kind, nulls) = (elements.columns[0].kind, elements.columns[0].block(rows, &mut value));
        value[..4].copy_from_slice(&(rows as u32).to_le_bytes());
        value[4..8].copy_from_slice(&[kind.code, kind.precision, kind.scale, nulls as u8]);
        elements.rows = 0;
        elements.size = 0;
        self.put(column, &value);
    }

    /// Ends a row that stays in memory, or an element of an array: what was not put is NULL.
    pub fn end(&mut self) {
        for column in 0..self.columns.len() {
            if self.columns[column].validity.len() == self.rows {
                self.put_null(column);
            }
        }
        self.rows += 1;
    }

    /// Ends a row: columns that were not put are NULL.
    pub fn end_row(&mut self) {
        self.end();
        if self.rows == ROWS || self.size >= ROOM {
            self.flush();
        }
    }

    /// Writes the rows that were put as a frame.
    pub fn flush(&mut self) {
        if self.rows == 0 {
            return;
        }
        let frame = self.frame();
        let mut output = std::io::stdout().lock();
        if output.write_all(&frame).and_then(|_| output.flush()).is_err() {
            fail(b"38002", "standard output cannot be written");
        }
    }

    /// Makes the rows that were put a frame, and forgets them.
    fn frame(&mut self) -> Vec<u8> {
        let mut frame = vec![0; 16 + 8 * self.columns.len()];
        for (index, column) in self.columns.iter_mut().enumerate() {
            let block = frame.len();
            let nulls = column.block(self.rows, &mut frame);
            let length = (frame.len() - block) as u32;
            let kind = column.kind;
            let descriptor = &mut frame[16 + 8 * index..24 + 8 * index];
            descriptor[..4].copy_from_slice(&[kind.code, kind.precision, kind.scale, nulls as u8]);
            descriptor[4..].copy_from_slice(&length.to_le_bytes());
        }
        if frame.len() > FRAME {
            fail(b"38006", "a row has more than 16 MiB");
        }
        let header = [frame.len() as u32, self.rows as u32, self.columns.len() as u32];
        frame[..4].copy_from_slice(b"INS1");
        for (index, value) in header.iter().enumerate() {
            frame[4 + 4 * index..8 + 4 * index].copy_from_slice(&value.to_le_bytes());
        }
        self.rows = 0;
        self.size = 0;
        frame
    }
}

/// The body of an export of `PARAMETER STYLE BATCH` (docs/abi.md, section 2.9), which gives `result`s
/// for the rows that it reads, each ended by `end`:
///
/// ```text
/// #[no_mangle]
/// pub extern "C" fn twice(frame: *const u8, length: usize) -> u64 {
///     insitu::batch(frame, length, insitu::column(insitu::BIGINT), |input, output| {
///         for row in 0..input.rows {
///             output.put_i64(0, 2 * input.i64(0, row));
///             output.end();
///         }
///     })
/// }
/// ```
pub fn batch(
    frame: *const u8,
    length: usize,
    result: Type,
    body: impl Fn(&Frame, &mut Writer),
) -> u64 {
    let bytes = unsafe { std::slice::from_raw_parts(frame, length) }.to_vec();
    let mut output = Writer::new(&[result]);
    body(&Frame::of(bytes), &mut output);
    // The host reads it before anything else of the module runs, which then starts afresh.
    let frame = output.frame().leak();
    (frame.as_ptr() as u64) << 32 | frame.len() as u64
}

/// Gives the host memory for the frames of style BATCH, whose address is a multiple of 8.
#[cfg(target_arch = "wasm32")]
#[no_mangle]
pub extern "C" fn insitu_alloc(size: usize) -> *mut u64 {
    vec![0u64; (size + 7) / 8].leak().as_mut_ptr()
}

/// A table function that is no program but a set of exports (docs/abi.md, section 3.11).
pub trait Function {
    /// Begins a run; says which columns come out.
    fn open() -> (Self, Writer)
    where
        Self: Sized;

    /// Takes some rows of a partition.
    fn batch(&mut self, input: &Frame, out: &mut Writer);

    /// Ends a partition.
    fn end_partition(&mut self, _out: &mut Writer) {}

    /// Ends the input.
    fn finish(&mut self, _out: &mut Writer) {}
}

/// Defines the exports of a `Function`: `insitu::exports!(Totals, "totals_open", "totals_batch",
/// "totals_end_partition", "totals_finish");`. The crate is a `cdylib`.
#[macro_export]
macro_rules! exports {
    ($function:ty, $open:literal, $batch:literal, $end_partition:literal, $finish:literal) => {
        static mut RUN: Option<($function, $crate::insitu::Writer)> = None;

        fn run() -> &'static mut ($function, $crate::insitu::Writer) {
            // A guest has one thread.
            unsafe { (*std::ptr::addr_of_mut!(RUN)).get_or_insert_with(<$function>::open) }
        }

        #[export_name = $open]
        pub extern "C" fn open() {
            run();
        }

        #[export_name = $batch]
        pub extern "C" fn batch(at: *const u8, length: usize) {
            use $crate::insitu::Function;
            let bytes = unsafe { std::slice::from_raw_parts(at, length) };
            let (function, out) = run();
            function.batch(&$crate::insitu::Frame::of(bytes.to_vec()), out);
        }

        #[export_name = $end_partition]
        pub extern "C" fn end_partition() {
            use $crate::insitu::Function;
            let (function, out) = run();
            function.end_partition(out);
            out.flush();
        }

        #[export_name = $finish]
        pub extern "C" fn finish() {
            use $crate::insitu::Function;
            let (function, out) = run();
            function.finish(out);
            out.flush();
        }
    };
}
