package dev.insitu.udf;

/** How rows meet a module: the choice of ABI. */
public enum ParameterStyle {
  /** One call of an export per row. */
  DIRECT,
  /** A program that reads rows from standard input and writes rows to standard output. */
  STREAM
}
