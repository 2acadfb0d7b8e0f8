package dev.insitu.udf.rows;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Closes several things, the last one first, and all of them even when one fails. */
public final class Closing implements AutoCloseable {
  private final Deque<Resource> resources = new ArrayDeque<>();

  /** Starts with nothing to close. */
  public Closing() {}

  /** What can be closed. */
  @FunctionalInterface
  public interface Resource {
    /** Closes it. */
    void close() throws SQLException;
  }

  /** Adds what is to be closed before all that was added earlier. */
  public void add(Resource resource) {
    resources.push(resource);
  }

  /** Closes everything, and forgets it. */
  @Override
  public void close() throws SQLException {
    Exception first = null;
    while (!resources.isEmpty()) {
      try {
        resources.pop().close();
      } catch (SQLException | RuntimeException e) {
        first = firstOf(first, e);
      }
    }
    if (first instanceof SQLException error) {
      throw error;
    }
    if (first instanceof RuntimeException error) {
      throw error;
    }
  }

  private static Exception firstOf(@Nullable Exception first, Exception next) {
    if (first == null) {
      return next;
    }
    first.addSuppressed(next);
    return first;
  }
}
