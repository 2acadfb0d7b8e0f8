-- Who reports bird strikes: names in capitals, tidied by a function written in Rust, in and out as text.
CREATE MODULE text FROM 'file:clean-text/clean-text.wasm';

CREATE FUNCTION clean(name VARCHAR) RETURNS VARCHAR LANGUAGE WASM FROM MODULE text;

SELECT clean(operator) AS airline, COUNT(*) AS strikes, SUM(cost) AS dollars
  FROM strikes WHERE clean(species) LIKE '%Goose%'
  GROUP BY airline ORDER BY strikes DESC, airline LIMIT 8;
