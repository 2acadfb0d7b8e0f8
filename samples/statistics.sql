-- What the functions cost. Fuel counts instructions: the same query costs the same on every machine.
SELECT routine_name, calls, result_rows, fuel, fuel / calls AS fuel_per_call
  FROM insitu.function_stats WHERE calls > 0 ORDER BY routine_name;
