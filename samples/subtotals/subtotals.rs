//! Adds up each partition, and behind them all that one run has seen, as subtotals.c does.
#[path = "../sdk/rust/insitu.rs"]
#[macro_use]
mod insitu;

use insitu::{column, Frame, Function, Type, Writer, BIGINT, DECIMAL, VARCHAR};

#[derive(Default)]
struct Subtotals {
    label: String,
    sum: i64,
    rows: i64,
    all_sum: i64,
    all_rows: i64,
}

fn sum(one: i64, other: i64) -> i64 {
    one.checked_add(other).unwrap_or_else(|| insitu::fail(b"22003", "the sum is too large"))
}

fn give(out: &mut Writer, label: &str, sum: i64, rows: i64) {
    out.put_text(0, label);
    out.put_i64(1, sum);
    out.put_i64(2, rows);
    out.end_row();
}

impl Function for Subtotals {
    fn open() -> (Subtotals, Writer) {
        let amount = Type { code: DECIMAL, precision: 18, scale: 2 };
        (Subtotals::default(), Writer::new(&[column(VARCHAR), amount, column(BIGINT)]))
    }

    fn batch(&mut self, input: &Frame, _out: &mut Writer) {
        input.expect(0, VARCHAR);
        input.expect(1, DECIMAL);
        for row in 0..input.rows {
            if self.rows == 0 && !input.is_null(0, row) {
                self.label = input.text(0, row).to_string();
            }
            let amount = if input.is_null(1, row) { 0 } else { input.i64(1, row) };
            self.sum = sum(self.sum, amount);
            self.rows += 1;
        }
    }

    fn end_partition(&mut self, out: &mut Writer) {
        give(out, &self.label, self.sum, self.rows);
        self.all_sum = sum(self.all_sum, self.sum);
        self.all_rows += self.rows;
        self.label.clear();
        self.sum = 0;
        self.rows = 0;
    }

    fn finish(&mut self, out: &mut Writer) {
        give(out, "total", self.all_sum, self.all_rows);
    }
}

exports!(
    Subtotals,
    "subtotals_open",
    "subtotals_batch",
    "subtotals_end_partition",
    "subtotals_finish"
);
