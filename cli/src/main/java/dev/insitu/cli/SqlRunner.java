package dev.insitu.cli;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Runs statements of one connection and writes their results. */
final class SqlRunner {
  private final Connection connection;
  private final ResultFormat format;
  private final Streams streams;
  private final AtomicReference<@Nullable Statement> running = new AtomicReference<>();

  SqlRunner(Connection connection, ResultFormat format, Streams streams) {
    this.connection = connection;
    this.format = format;
    this.streams = streams;
  }

  /** Runs a statement; what it gave stands on the output when this returns or throws. */
  void run(String sql) throws SQLException, IOException {
    long start = System.nanoTime();
    try (Statement statement = connection.createStatement()) {
      running.set(statement);
      boolean isResult = statement.execute(sql);
      long count = statement.getUpdateCount();
      while (isResult || count != -1) {
        if (isResult) {
          try (ResultSet rows = statement.getResultSet()) {
            note(format.write(rows, streams.out()), "row", start);
          }
        } else {
          note(count, "row changed", start);
        }
        isResult = statement.getMoreResults();
        count = statement.getUpdateCount();
      }
    } finally {
      running.set(null);
      streams.out().flush();
    }
  }

  /** Cancels the statement that runs, if one does; from any thread. */
  void cancel() {
    Statement statement = running.get();
    if (statement != null) {
      try {
        statement.cancel();
      } catch (SQLException e) {
        streams.err().println(ErrorText.of(e));
      }
    }
  }

  private void note(long count, String what, long start) throws IOException {
    streams.out().flush();
    double seconds = (System.nanoTime() - start) / 1e9;
    streams.note(
        String.format(
            Locale.ROOT,
            "%,d %s, %.3f s",
            count,
            count == 1 ? what : what.replaceFirst("row", "rows"),
            seconds));
  }
}
