CREATE MODULE tip FROM 'file:tip.wasm';
CREATE FUNCTION tip(bill DOUBLE, percent DOUBLE) RETURNS DOUBLE LANGUAGE WASM FROM MODULE tip;
SELECT bill, tip(bill, 15) AS tip FROM (VALUES (20), (48.5)) AS t(bill);
