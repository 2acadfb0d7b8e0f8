// Counts the words of a column of text, in small letters; the most frequent come first.
import { BIGINT, Reader, VARCHAR, Writer } from "../sdk/assemblyscript/insitu";

function isOfWord(character: string): bool {
  return (character >= "0" && character <= "9") || character.toLowerCase() != character.toUpperCase();
}

const counts = new Map<string, i64>();
const input = new Reader();
while (input.read()) {
  input.expect(0, VARCHAR);
  for (let row: u32 = 0; row < input.rows; row++) {
    if (input.isNull(0, row)) continue;
    const text = input.text(0, row).toLowerCase();
    let from = 0;
    for (let at = 0; at <= text.length; at++) {
      if (at < text.length && isOfWord(text.charAt(at))) continue;
      if (at > from) {
        const word = text.substring(from, at);
        counts.set(word, counts.has(word) ? counts.get(word) + 1 : 1);
      }
      from = at + 1;
    }
  }
}
const words = counts.keys();
words.sort((a, b) => {
  const more = counts.get(b) - counts.get(a);
  return more > 0 ? 1 : more < 0 ? -1 : a < b ? -1 : a > b ? 1 : 0;
});
const output = new Writer();
output.column(VARCHAR);
output.column(BIGINT);
for (let i = 0; i < words.length; i++) {
  output.putText(0, words[i]);
  output.putInt64(1, counts.get(words[i]));
  output.endRow();
}
output.flush();
