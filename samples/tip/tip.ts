export function tip(bill: f64, percent: f64): f64 {
  return bill * percent / 100;
}
