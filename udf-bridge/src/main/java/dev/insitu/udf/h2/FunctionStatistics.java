package dev.insitu.udf.h2;

import dev.insitu.udf.catalog.FunctionName;

/**
 * What the functions of a database have cost since this process opened it.
 *
 * @param calls how often a guest was called; a partition of a table function is a call
 * @param rows results, or rows of a table function
 * @param failures how many calls ended with an error
 * @param fuel units of the cost table
 */
record FunctionStatistics(FunctionName name, long calls, long rows, long failures, long fuel) {
  FunctionStatistics plus(FunctionStatistics other) {
    return new FunctionStatistics(
        name, calls + other.calls, rows + other.rows, failures + other.failures, fuel + other.fuel);
  }
}
