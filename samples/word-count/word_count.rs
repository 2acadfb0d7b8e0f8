// Counts the words of a column of text, in small letters; the most frequent come first.
#[path = "../sdk/rust/insitu.rs"]
mod insitu;

use std::collections::BTreeMap;

fn main() {
    let mut counts: BTreeMap<String, i64> = BTreeMap::new();
    while let Some(frame) = insitu::Frame::read() {
        frame.expect(0, insitu::VARCHAR);
        for row in (0..frame.rows).filter(|&row| !frame.is_null(0, row)) {
            let text = frame.text(0, row).to_lowercase();
            for word in text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
                *counts.entry(word.to_string()).or_insert(0) += 1;
            }
        }
    }
    let mut sorted: Vec<(String, i64)> = counts.into_iter().collect();
    sorted.sort_by(|a, b| b.1.cmp(&a.1));
    let types = [insitu::column(insitu::VARCHAR), insitu::column(insitu::BIGINT)];
    let mut out = insitu::Writer::new(&types);
    for (word, count) in &sorted {
        out.put_text(0, word);
        out.put_i64(1, *count);
        out.end_row();
    }
    out.flush();
}
