package dev.insitu.udf.session;

/** One running statement: the handle that stops its functions. */
public interface StatementScope extends AutoCloseable {
  /** Stops every function that runs for this statement; safe from any thread. */
  void cancel();

  /** Ends the scope. */
  @Override
  void close();
}
