package dev.insitu.udf.session;

/**
 * What one function has cost a session so far.
 *
 * @param calls calls of a scalar function, partitions of a table function
 * @param rows rows that came out
 * @param fuel units of the cost table
 */
public record CallStatistics(String schema, String function, long calls, long rows, long fuel) {}
