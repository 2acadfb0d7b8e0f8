-- Sessions of users: what window functions take two nested queries for is one pass over sorted rows.
CREATE MODULE sessionize FROM 'file:sessionize.wasm';
CREATE TABLE events AS SELECT * FROM (VALUES
  ('ada', TIMESTAMP '2026-11-24 09:00:00'), ('ada', TIMESTAMP '2026-11-24 09:10:30.5'),
  ('ada', TIMESTAMP '2026-11-24 11:00:00'), ('bob', TIMESTAMP '2026-11-24 09:05:00'),
  ('bob', NULL), ('bob', TIMESTAMP '2026-11-24 09:20:00')) AS e (who, at);
CREATE FUNCTION sessionize(events TABLE (who VARCHAR, at TIMESTAMP), gap DOUBLE)
  RETURNS TABLE (who VARCHAR, at TIMESTAMP, session INTEGER, seconds DOUBLE)
  LANGUAGE WASM PARAMETER STYLE STREAM WITH (format = 'insitu') FROM MODULE sessionize;
SELECT * FROM sessionize(TABLE events PARTITION BY who ORDER BY at NULLS FIRST, 1800);
SELECT who, session, COUNT(*) AS events, MAX(seconds) AS seconds
  FROM sessionize(TABLE events PARTITION BY who ORDER BY at NULLS LAST, 1800)
  WHERE session IS NOT NULL GROUP BY who, session ORDER BY who, session;
