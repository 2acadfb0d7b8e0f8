-- Subtotals of each partition. Partitions know nothing of each other, unless the function says that they share a run:
-- then there is one total for all.
CREATE MODULE subtotals FROM 'file:subtotals.wasm';
CREATE FUNCTION subtotals(t TABLE (region VARCHAR, amount DECIMAL(12, 2)))
  RETURNS TABLE (region VARCHAR(256), amount DECIMAL(18, 2), entries BIGINT)
  LANGUAGE WASM PARAMETER STYLE STREAM WITH (format = 'insitu') FROM MODULE subtotals;
CREATE FUNCTION grand_total(t TABLE (region VARCHAR, amount DECIMAL(12, 2)))
  RETURNS TABLE (region VARCHAR(256), amount DECIMAL(18, 2), entries BIGINT)
  LANGUAGE WASM PARAMETER STYLE STREAM WITH (format = 'insitu', partitions = 'shared')
  FROM MODULE subtotals EXPORT 'subtotals';
CREATE TABLE sales (region VARCHAR(10), amount DECIMAL(8, 2));
INSERT INTO sales VALUES ('north', 12.50), ('north', 99), ('south', 3), ('west', NULL);
SELECT * FROM TABLE(subtotals(TABLE sales PARTITION BY region));
SELECT * FROM TABLE(grand_total(TABLE sales PARTITION BY region));
