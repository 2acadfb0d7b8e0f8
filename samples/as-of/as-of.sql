-- For each trade the price of the last quote before it: two tables, cut at the same symbols.
CREATE MODULE as_of FROM 'file:as-of.wasm';
CREATE FUNCTION as_of(quotes TABLE (symbol VARCHAR, at BIGINT, price DOUBLE PRECISION),
                      trades TABLE (symbol VARCHAR, at BIGINT) PRUNE WHEN EMPTY)
  RETURNS TABLE (symbol VARCHAR, at BIGINT, price DOUBLE PRECISION)
  LANGUAGE WASM PARAMETER STYLE STREAM WITH (format = 'insitu') FROM MODULE as_of;
CREATE TABLE quotes AS SELECT * FROM (VALUES
  ('A', 10, 1.5e0), ('A', 20, 1.6e0), ('B', 5, 7e0), ('C', 1, 9e0)) AS q (symbol, at, price);
CREATE TABLE trades AS SELECT * FROM (VALUES ('A', 9), ('A', 15), ('A', 20), ('B', 6), ('D', 1)) AS t (symbol, at);
SELECT * FROM TABLE(as_of(TABLE(SELECT symbol, CAST(at AS BIGINT) AS at, price FROM quotes) PARTITION BY symbol ORDER BY at,
                          TABLE(SELECT symbol, CAST(at AS BIGINT) AS at FROM trades) PARTITION BY symbol ORDER BY at
                          COPARTITION (quotes, trades)));
