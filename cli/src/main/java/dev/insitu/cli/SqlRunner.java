package dev.insitu.cli;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
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
            note(rows(format.write(rows, streams.out())), start);
          }
        } else {
          note(count == 0 ? "done" : rows(count) + " changed", start);
        }
        isResult = statement.getMoreResults();
        count = statement.getUpdateCount();
      }
      warn(statement.getWarnings());
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

  private void warn(@Nullable SQLWarning first) throws IOException {
    for (SQLWarning warning = first; warning != null; warning = warning.getNextWarning()) {
      streams.out().flush();
      streams.note(ErrorText.of(warning));
    }
  }

  private void note(String what, long start) throws IOException {
    streams.out().flush();
    double seconds = (System.nanoTime() - start) / 1e9;
    streams.note(String.format(Locale.ROOT, "%s, %.3f s", what, seconds));
  }

  private static String rows(long count) {
    return count == 1 ? "1 row" : String.format(Locale.ROOT, "%,d rows", count);
  }
}
