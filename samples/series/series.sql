-- Numbers from nothing, alone and for each row of a table.
CREATE MODULE series FROM 'file:series.wasm';
CREATE FUNCTION series("FROM" BIGINT, "TO" BIGINT, step BIGINT) RETURNS TABLE (n BIGINT)
  LANGUAGE WASM PARAMETER STYLE STREAM WITH (format = 'insitu') FROM MODULE series;
SELECT * FROM TABLE(series(10, 1, -3));
SELECT COUNT(*) AS thirds, SUM(n) AS total FROM TABLE(series(0, 100, 3));
-- The program is stopped when the query wants no more rows.
SELECT n FROM TABLE(series(1, 9000000000000000000, 1)) LIMIT 3;
