-- Functions whose rows go in and out as frames, so that they have all types.
CREATE MODULE batch FROM 'file:batch.wasm';
CREATE FUNCTION uuid_of(namespace UUID, name VARCHAR) RETURNS UUID
  LANGUAGE WASM PARAMETER STYLE BATCH FROM MODULE batch;
CREATE FUNCTION total(a DECIMAL(38, 2) ARRAY) RETURNS DECIMAL(38, 2)
  LANGUAGE WASM PARAMETER STYLE BATCH FROM MODULE batch;
CREATE FUNCTION set_of(a BIGINT ARRAY) RETURNS BIGINT ARRAY
  LANGUAGE WASM PARAMETER STYLE BATCH FROM MODULE batch;
SELECT host, uuid_of(UUID '6ba7b810-9dad-11d1-80b4-00c04fd430c8', host) AS id
  FROM (VALUES ('www.example.com'), ('python.org')) AS hosts(host);
SELECT buyer, total(ARRAY_AGG(price)) AS total, set_of(ARRAY_AGG(item)) AS items
  FROM (VALUES ('Ada', 7, 12.50), ('Ada', 3, 99999999999999999999.99), ('Ada', 7, 0.01), ('Eve', 5, NULL))
    AS sales(buyer, item, price) GROUP BY buyer ORDER BY buyer;
