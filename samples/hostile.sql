-- Code that means harm. A loop that never ends runs out of fuel.
CREATE MODULE spin FROM 'file:hostile/spin.wasm';

CREATE FUNCTION spin(n INTEGER) RETURNS INTEGER
  LANGUAGE WASM WITH (fuel = 10000000) FROM MODULE spin;

SELECT spin(1);

-- A module that asks for the network is refused before anything of it runs.
CREATE MODULE network FROM 'file:hostile/network.wasm';

-- The session goes on, and the data are as before.
SELECT COUNT(*) AS airports FROM airports;
