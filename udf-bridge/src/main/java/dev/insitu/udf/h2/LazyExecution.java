package dev.insitu.udf.h2;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.h2.engine.SessionLocal;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;

/**
 * Lets an embedded H2 give the rows of some statements as it finds them, and sees to it that these
 * rows stay where they are until this is closed: H2 itself keeps what an open result reads for 45
 * seconds only. Over TCP it does nothing.
 */
public final class LazyExecution implements AutoCloseable {
  private final Optional<SessionLocal> session;
  private MVStore.@Nullable TxCounter version;

  private LazyExecution(Optional<SessionLocal> session) {
    this.session = session;
    session.ifPresent(
        s -> version = s.getDatabase().getStore().getMvStore().registerVersionUsage());
  }

  /** What runs a statement. */
  @FunctionalInterface
  public interface Action<T> {
    /** Runs it. */
    T run() throws SQLException;
  }

  /** Begins to keep what is read. */
  public static LazyExecution begin(Connection connection) throws SQLException {
    return new LazyExecution(H2Rows.session(connection));
  }

  /** Runs statements whose rows come as they are read; afterwards all is as the user has set it. */
  public <T> T run(Action<T> action) throws SQLException {
    if (session.isEmpty()) {
      return action.run();
    }
    SessionLocal local = session.get();
    boolean before = local.isLazyQueryExecution();
    local.setLazyQueryExecution(true);
    try {
      return action.run();
    } finally {
      local.setLazyQueryExecution(before);
    }
  }

  /** Lets go of what was read. */
  @Override
  public void close() {
    MVStore.TxCounter used = version;
    version = null;
    if (used != null && session.isPresent() && session.get().isOpen()) {
      session.get().getDatabase().getStore().getMvStore().deregisterVersionUsage(used);
    }
  }
}
