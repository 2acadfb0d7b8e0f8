#[no_mangle]
pub extern "C" fn tip(bill: f64, percent: f64) -> f64 {
    bill * percent / 100.0
}
