package dev.insitu.udf;

/** How rows meet a module: the choice of ABI. */
public enum ParameterStyle {
  /** One call of an export per row. */
  DIRECT,
  /** One call of an export for some rows, which it gets and gives as frames. */
  BATCH,
  /** An aggregate: calls of exports that fold the rows of a group into a state. */
  AGGREGATE,
  /** A procedure: one call of an export that gives its results through pointers. */
  PROCEDURE,
  /** A program that reads rows from standard input and writes rows to standard output. */
  STREAM
}
