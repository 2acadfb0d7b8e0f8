-- The tables of the samples. `insitu run` sets @script_dir to the folder of the script.
CREATE TABLE airports (
  iata VARCHAR(4) PRIMARY KEY, name VARCHAR, city VARCHAR, state VARCHAR, country VARCHAR,
  latitude DOUBLE PRECISION, longitude DOUBLE PRECISION
) AS SELECT * FROM CSVREAD(@script_dir || '/data/airports.csv');

CREATE TABLE routes (origin VARCHAR(4), destination VARCHAR(4), flights INTEGER)
  AS SELECT * FROM CSVREAD(@script_dir || '/data/flights-airport.csv');

CREATE TABLE strikes AS
  SELECT "Airport Name" AS airport, CAST("Flight Date" AS DATE) AS flight_date,
    "Aircraft Airline Operator" AS operator, "Wildlife Species" AS species,
    CAST("Cost Total $" AS INTEGER) AS cost
  FROM CSVREAD(@script_dir || '/data/birdstrikes.csv', NULL, 'caseSensitiveColumnNames=true');
