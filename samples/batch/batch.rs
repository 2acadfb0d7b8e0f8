//! The set of an array, as `batch.c` has it, in Rust.
#[path = "../sdk/rust/insitu.rs"]
mod insitu;

/// `set_of(a BIGINT ARRAY) RETURNS BIGINT ARRAY`: each value once, in order, without NULLs.
#[no_mangle]
pub extern "C" fn set_of(frame: *const u8, length: usize) -> u64 {
    insitu::batch(frame, length, insitu::column(insitu::ARRAY), |input, output| {
        let mut elements = insitu::Writer::new(&[insitu::column(insitu::BIGINT)]);
        for row in 0..input.rows {
            let array = input.array(0, row);
            let mut values: Vec<i64> =
                (0..array.rows).filter(|&i| !array.is_null(0, i)).map(|i| array.i64(0, i)).collect();
            values.sort();
            values.dedup();
            for value in values {
                elements.put_i64(0, value);
                elements.end();
            }
            output.put_array(0, &mut elements);
            output.end();
        }
    })
}
