package dev.insitu.udf.h2;

import dev.insitu.udf.catalog.FunctionName;

/**
 * What the functions of a database have cost since this process opened it.
 *
 * @param calls how often a guest was called
 * @param failures how many of these calls gave no result
 * @param fuel units of the cost table
 */
record FunctionStatistics(FunctionName name, long calls, long failures, long fuel) {
  FunctionStatistics plus(FunctionStatistics other) {
    return new FunctionStatistics(
        name, calls + other.calls, failures + other.failures, fuel + other.fuel);
  }
}
