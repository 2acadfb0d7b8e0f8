-- Every row comes back as it is: what a table function over frames costs, and holds, at least.
CREATE MODULE same FROM 'file:identity.wasm';
CREATE FUNCTION same(t TABLE)
  RETURNS TABLE (n BIGINT, price DECIMAL(20, 2), name VARCHAR(16), at TIMESTAMP WITH TIME ZONE)
  LANGUAGE WASM PARAMETER STYLE STREAM WITH (format = 'insitu') FROM MODULE same;
SELECT * FROM same((SELECT * FROM (VALUES
    (CAST(1 AS BIGINT), CAST(9.5 AS DECIMAL(20, 2)), CAST('pear' AS VARCHAR(16)),
     CAST(TIMESTAMP WITH TIME ZONE '2026-11-24 09:30:00+05:30' AS TIMESTAMP WITH TIME ZONE)),
    (2, NULL, 'Äpfel', NULL))));
