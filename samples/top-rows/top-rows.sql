-- The first rows of each partition, whatever the columns are; the rest of a partition is not read.
CREATE MODULE top_rows FROM 'file:top-rows.wasm';
CREATE TABLE sales AS SELECT * FROM (VALUES
  ('north', 'pear', CAST(12.50 AS DECIMAL(8, 2))), ('north', 'apple', 99.00), ('north', 'fig', 7.25),
  ('south', 'apple', 3.00), ('south', 'pear', NULL)) AS s (region, fruit, amount);
CREATE FUNCTION top_sales(t TABLE (region VARCHAR, fruit VARCHAR, amount DECIMAL(8, 2)), n INTEGER)
  RETURNS TABLE (region VARCHAR, fruit VARCHAR, amount DECIMAL(8, 2))
  LANGUAGE WASM PARAMETER STYLE STREAM WITH (format = 'insitu') FROM MODULE top_rows;
SELECT * FROM top_sales(TABLE sales PARTITION BY region ORDER BY amount DESC NULLS LAST, 2);
