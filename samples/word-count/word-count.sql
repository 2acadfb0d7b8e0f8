-- The words of a column and how often each stands there: a table function over frames, in Rust.
CREATE MODULE word_count FROM 'file:word-count.wasm';
CREATE FUNCTION words(t TABLE (line VARCHAR)) RETURNS TABLE (word VARCHAR, n BIGINT)
  LANGUAGE WASM PARAMETER STYLE STREAM WITH (format = 'insitu') FROM MODULE word_count;
SELECT * FROM words((SELECT line FROM (VALUES
  ('To be, or not to be: that is the question'), (NULL), (''), ('Ärger? Not ÄRGER!')) AS t (line))) LIMIT 4;
