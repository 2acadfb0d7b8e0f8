-- Who reports bird strikes: operators' names tidied in Rust, grouped and counted.
CREATE TABLE strikes AS SELECT "Aircraft Airline Operator" AS operator, "Wildlife Species" AS species
  FROM CSVREAD('samples/data/birdstrikes.csv', NULL, 'caseSensitiveColumnNames=true');
CREATE MODULE text FROM 'file:../clean-text/clean-text.wasm';
CREATE FUNCTION clean(name VARCHAR) RETURNS VARCHAR LANGUAGE WASM FROM MODULE text EXPORT 'clean';
SELECT clean(operator) AS operator, COUNT(*) AS strikes
FROM strikes GROUP BY clean(operator) ORDER BY strikes DESC, operator LIMIT 8;
