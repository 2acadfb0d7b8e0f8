package dev.insitu.udf.session;

import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.call.SessionCalls;
import dev.insitu.udf.stream.TableRun;
import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.RowSource;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a table function, whose cost goes to its session when they end. */
final class CountedRows implements RowSource {
  private final TableRun run;
  private final FunctionDefinition function;
  private final SessionCalls calls;
  private boolean counted;

  CountedRows(TableRun run, FunctionDefinition function, SessionCalls calls) {
    this.run = run;
    this.function = function;
    this.calls = calls;
  }

  @Override
  public List<Column> columns() {
    return run.columns();
  }

  @Override
  public boolean next() throws SQLException {
    return run.next();
  }

  @Override
  public @Nullable Object value(int column) {
    return run.value(column);
  }

  @Override
  public void close() throws SQLException {
    try {
      run.close();
    } finally {
      if (!counted) {
        counted = true;
        calls.add(function.schema(), function.name(), run.partitions(), run.rows(), run.fuelUsed());
      }
    }
  }
}
