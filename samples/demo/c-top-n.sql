-- The two busiest routes of each origin: an unmodified WASI program, run once per partition.
CREATE MODULE top_n FROM 'file:../top-n/top-n.wasm';
CREATE FUNCTION top_routes(t TABLE, n INTEGER)
  RETURNS TABLE (origin VARCHAR, destination VARCHAR, flights INTEGER)
  LANGUAGE WASM PARAMETER STYLE STREAM WITH (format = 'csv') FROM MODULE top_n;
SELECT * FROM TABLE(top_routes(TABLE routes PARTITION BY origin ORDER BY flights DESC, 2))
ORDER BY flights DESC, origin LIMIT 12;
