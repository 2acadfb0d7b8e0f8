-- jq, Lua and awk as table functions: README.md.
CREATE MODULE jq FROM 'file:jq.wasm';
CREATE MODULE lua FROM 'file:lua.wasm';
CREATE MODULE awk FROM 'file:awk.wasm';

CREATE TABLE orders AS SELECT * FROM (VALUES
  (1, 'Ada', '{"items":[{"what":"tea","n":2},{"what":"milk","n":1}]}'),
  (2, 'Bob', '{"items":[]}'),
  (3, 'Eve', '{"items":[{"what":"tea","n":5}]}')) AS t(id, who, doc);

-- Documents become rows.
CREATE FUNCTION items(orders TABLE, options VARCHAR, filter VARCHAR)
  RETURNS TABLE (who VARCHAR, what VARCHAR, n INTEGER)
  LANGUAGE WASM FROM MODULE jq WITH (format = 'jsonl');
SELECT * FROM TABLE(items(TABLE orders, '-c', '{who: .WHO} + (.DOC | fromjson | .items[])'));

-- Text becomes words.
CREATE FUNCTION words(t TABLE, option VARCHAR, script VARCHAR) RETURNS TABLE (word VARCHAR)
  LANGUAGE WASM FROM MODULE lua WITH (format = 'csv', header = false);
SELECT word, COUNT(*) AS n FROM TABLE(words(TABLE(SELECT doc FROM orders), '-e', '
  for line in io.lines() do
    for word in line:gmatch("%a+") do print(word) end
  end')) GROUP BY word ORDER BY n DESC, word LIMIT 3;

-- Numbers become running totals.
CREATE FUNCTION running(t TABLE, separator VARCHAR, assignment VARCHAR, program VARCHAR)
  RETURNS TABLE (who VARCHAR, n INTEGER, total INTEGER)
  LANGUAGE WASM FROM MODULE awk WITH (format = 'csv', header = false);
SELECT * FROM TABLE(running(
  TABLE(SELECT who, id FROM orders) ORDER BY id, '-F,', '-vOFS=,', '{ sum += $2; print $1, $2, sum }'));
