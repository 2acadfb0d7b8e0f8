-- The 12 longest city pairs: a distance in C over the join of 5,366 routes with their airports.
CREATE TABLE airports AS SELECT iata, name, city, state, CAST(latitude AS DOUBLE PRECISION) AS latitude,
  CAST(longitude AS DOUBLE PRECISION) AS longitude FROM CSVREAD('samples/data/airports.csv');
CREATE TABLE routes AS SELECT origin, destination, CAST("COUNT" AS INTEGER) AS flights
  FROM CSVREAD('samples/data/flights-airport.csv');
CREATE MODULE geo FROM 'file:../great-circle/great-circle.wasm';
CREATE FUNCTION km(lat1 DOUBLE, lon1 DOUBLE, lat2 DOUBLE, lon2 DOUBLE) RETURNS DOUBLE
  LANGUAGE WASM FROM MODULE geo EXPORT 'km';
SELECT LEAST(a.city, b.city) AS one_city, GREATEST(a.city, b.city) AS other_city,
  CAST(ROUND(MAX(km(a.latitude, a.longitude, b.latitude, b.longitude))) AS INTEGER) AS kilometres,
  SUM(r.flights) AS flights
FROM routes r JOIN airports a ON a.iata = r.origin JOIN airports b ON b.iata = r.destination
GROUP BY LEAST(a.city, b.city), GREATEST(a.city, b.city)
ORDER BY kilometres DESC, one_city, other_city LIMIT 12;
