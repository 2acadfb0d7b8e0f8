-- The longest of 5,366 routes: a great-circle distance written in C, called in the middle of a join.
CREATE MODULE geo FROM 'file:great-circle/great-circle.wasm';

CREATE FUNCTION km(lat1 DOUBLE, lon1 DOUBLE, lat2 DOUBLE, lon2 DOUBLE) RETURNS DOUBLE
  LANGUAGE WASM FROM MODULE geo;

-- Each pair of cities once, both directions added up.
SELECT LEAST(a.city, b.city) AS one_city, GREATEST(a.city, b.city) AS other_city,
    CAST(ROUND(MAX(km(a.latitude, a.longitude, b.latitude, b.longitude))) AS INTEGER) AS kilometres,
    SUM(r.flights) AS flights
  FROM routes r JOIN airports a ON a.iata = r.origin JOIN airports b ON b.iata = r.destination
  GROUP BY one_city, other_city
  ORDER BY kilometres DESC, one_city, other_city LIMIT 12;
