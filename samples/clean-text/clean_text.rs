//! Tidies a name: trims it, makes each run of blanks one space and each word start with a capital.

/// Returns memory for `size` bytes, where the host puts arguments.
#[no_mangle]
pub extern "C" fn insitu_alloc(size: usize) -> *mut u8 {
    let mut block = Vec::<u8>::with_capacity(size.max(1));
    let start = block.as_mut_ptr();
    core::mem::forget(block);
    start
}

static mut RESULT: String = String::new();

/// Takes UTF-8 text; the result is `address << 32 | length`, valid until the next call.
#[no_mangle]
pub unsafe extern "C" fn clean(text: *const u8, length: usize) -> u64 {
    let text = core::str::from_utf8_unchecked(core::slice::from_raw_parts(text, length));
    RESULT.clear();
    for word in text.split_whitespace() {
        if !RESULT.is_empty() {
            RESULT.push(' ');
        }
        let mut starts = true;
        for letter in word.chars() {
            if starts {
                RESULT.extend(letter.to_uppercase());
            } else {
                RESULT.extend(letter.to_lowercase());
            }
            starts = !letter.is_alphanumeric() && letter != '\'';
        }
    }
    (RESULT.as_ptr() as u64) << 32 | RESULT.len() as u64
}
