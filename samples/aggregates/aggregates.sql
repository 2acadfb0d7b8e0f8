-- The geometric mean of growth, and how many different visitors a page had, in 1 KiB for each page.
CREATE MODULE samples FROM 'file:aggregates.wasm';
CREATE AGGREGATE FUNCTION geometric_mean(x DOUBLE) RETURNS DOUBLE LANGUAGE WASM FROM MODULE samples;
CREATE AGGREGATE FUNCTION about(s VARCHAR) RETURNS BIGINT
  LANGUAGE WASM FROM MODULE samples AS 'approximate_count';
SELECT ROUND(geometric_mean(growth), 6) AS mean_growth FROM (VALUES (1.10), (0.95), (1.20)) AS years (growth);
CREATE TABLE visits AS SELECT MOD(x, 3) AS page, 'visitor ' || MOD(x * x, 4001) AS visitor FROM SYSTEM_RANGE(1, 9000);
SELECT page, about(visitor) AS about, COUNT(DISTINCT visitor) AS visitors FROM visits GROUP BY page ORDER BY page;
