-- For each trade the price of the last quote before it: two tables, cut at the same symbols.
CREATE MODULE as_of FROM 'file:as-of.wasm';
CREATE FUNCTION as_of(quotes TABLE (symbol VARCHAR, at BIGINT, price DOUBLE PRECISION),
                      trades TABLE (symbol VARCHAR, at BIGINT) PRUNE WHEN EMPTY)
  RETURNS TABLE (symbol VARCHAR, at BIGINT, price DOUBLE PRECISION)
  LANGUAGE WASM PARAMETER STYLE STREAM WITH (format = 'insitu') FROM MODULE as_of;
CREATE TABLE quotes (symbol VARCHAR(5), at BIGINT, price DOUBLE PRECISION);
INSERT INTO quotes VALUES ('A', 10, 1.5), ('A', 20, 1.6), ('B', 5, 7), ('C', 1, 9);
CREATE TABLE trades (symbol VARCHAR(5), at BIGINT);
INSERT INTO trades VALUES ('A', 9), ('A', 15), ('A', 20), ('B', 6), ('D', 1);
SELECT * FROM TABLE(as_of(TABLE quotes PARTITION BY symbol ORDER BY at,
                          TABLE trades PARTITION BY symbol ORDER BY at
                          COPARTITION (quotes, trades)));
