-- What changes from row to row; the columns of the table, whatever they are, pass through.
CREATE MODULE deltas FROM 'file:deltas.wasm';
CREATE FUNCTION deltas(t TABLE (amount DOUBLE PRECISION) PASS THROUGH) RETURNS TABLE (change DOUBLE PRECISION)
  LANGUAGE WASM PARAMETER STYLE STREAM WITH (format = 'insitu') FROM MODULE deltas;
CREATE TABLE prices AS SELECT * FROM (VALUES
  ('pear', DATE '2026-11-22', 2.5e0), ('pear', DATE '2026-11-23', 3e0), ('pear', DATE '2026-11-24', NULL),
  ('fig', DATE '2026-11-23', 7e0), ('fig', DATE '2026-11-24', 6.5e0)) AS p (fruit, day, amount);
SELECT fruit, day, amount, change FROM TABLE(deltas(TABLE prices PARTITION BY fruit ORDER BY day));
