-- An infinite loop and a module that asks for the network: both end in an error, the session goes on.
CREATE MODULE spin FROM 'file:../hostile/spin.wasm';
CREATE FUNCTION spin(n INTEGER) RETURNS INTEGER LANGUAGE WASM WITH (fuel = 10000000) FROM MODULE spin;
SELECT spin(1);
CREATE MODULE network FROM 'file:../hostile/network.wasm';
SELECT COUNT(*) AS still_here FROM (VALUES 1, 2, 3) AS t(n);
