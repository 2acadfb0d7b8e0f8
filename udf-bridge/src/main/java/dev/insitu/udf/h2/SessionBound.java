package dev.insitu.udf.h2;

import org.h2.engine.SessionLocal;

/** One session's calls of one function. One thread at a time. */
sealed interface SessionBound
    permits SessionCall, SessionBatch, SessionAggregate, SessionProcedure {
  /** Returns whose calls these are. */
  SessionLocal session();

  /** Returns whether they are this session's. */
  @SuppressWarnings("ReferenceEquality") // A session is nothing but itself.
  default boolean isOf(SessionLocal other) {
    return session() == other;
  }

  /** Frees the guests; only the session's own thread may do it. */
  void close();
}
