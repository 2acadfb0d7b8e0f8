CREATE OR REPLACE MODULE top_n FROM 'file:top-n.wasm';
CREATE OR REPLACE FUNCTION top_scores(t TABLE, n INTEGER) RETURNS TABLE (team VARCHAR, score INTEGER)
  LANGUAGE WASM PARAMETER STYLE STREAM WITH (format = 'csv') FROM MODULE top_n;
CREATE TABLE scores(team VARCHAR, score INTEGER);
INSERT INTO scores VALUES ('red', 3), ('red', 9), ('blue', 5), ('blue', 1);
SELECT * FROM TABLE(top_scores(TABLE scores PARTITION BY team ORDER BY score DESC, 1));
