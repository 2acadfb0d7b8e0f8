-- What changes from row to row; the columns of the table, whatever they are, pass through.
CREATE MODULE deltas FROM 'file:deltas.wasm';
CREATE FUNCTION deltas(t TABLE (amount DOUBLE PRECISION) PASS THROUGH) RETURNS TABLE (change DOUBLE PRECISION)
  LANGUAGE WASM PARAMETER STYLE STREAM WITH (format = 'insitu') FROM MODULE deltas;
CREATE TABLE prices (fruit VARCHAR(10), sold DATE, amount DOUBLE PRECISION);
INSERT INTO prices VALUES
  ('pear', DATE '2026-11-22', 2.5), ('pear', DATE '2026-11-23', 3), ('pear', DATE '2026-11-24', NULL),
  ('fig', DATE '2026-11-23', 7), ('fig', DATE '2026-11-24', 6.5);
SELECT fruit, sold, amount, change FROM TABLE(deltas(TABLE prices PARTITION BY fruit ORDER BY sold));
