-- The busiest routes of each origin: an ordinary command that copies the first lines of a CSV text. It
-- knows nothing of insitu. It runs once for each origin, and the rows stream through it.
CREATE MODULE topn FROM 'file:top-n/top-n.wasm';

CREATE FUNCTION busiest(routes TABLE, n INTEGER)
  RETURNS TABLE (origin VARCHAR, destination VARCHAR, flights INTEGER)
  LANGUAGE WASM PARAMETER STYLE STREAM WITH (format = 'csv') FROM MODULE topn;

SELECT b.origin, a.city, b.destination, b.flights
  FROM TABLE(busiest(TABLE routes PARTITION BY origin ORDER BY flights DESC, 2)) AS b
    JOIN airports a ON a.iata = b.destination
  WHERE b.origin IN ('ANC', 'HNL', 'JFK', 'ORD', 'SEA')
  ORDER BY b.origin, b.flights DESC;
