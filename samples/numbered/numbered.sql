-- Rows of any table with a number behind them; the module says for each call which columns come out.
CREATE MODULE numbered FROM 'file:numbered.wasm';
CREATE FUNCTION numbered(t TABLE, name VARCHAR DEFAULT 'NR') RETURNS TABLE
  LANGUAGE WASM PARAMETER STYLE STREAM WITH (format = 'insitu') FROM MODULE numbered;
CREATE TABLE fruit AS SELECT * FROM (VALUES
  ('pear', CAST(12.50 AS DECIMAL(8, 2))), ('apple', 99.00), ('fig', NULL)) AS s (name, amount);
SELECT * FROM TABLE(numbered(TABLE fruit ORDER BY name));
SELECT place, name FROM TABLE(numbered(TABLE(SELECT name FROM fruit) ORDER BY name DESC, 'PLACE'));
