package dev.insitu.udf.session;

import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.call.SessionCalls;
import dev.insitu.udf.catalog.FunctionHost;
import dev.insitu.udf.stream.TableRun;
import dev.insitu.udf.type.Column;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a table function, whose cost goes to its session and its host when they end. */
final class CountedRows implements FunctionRows {
  private final TableRun run;
  private final FunctionDefinition function;
  private final SessionCalls calls;
  private final FunctionHost host;
  private boolean counted;
  private boolean failed;

  CountedRows(TableRun run, FunctionDefinition function, SessionCalls calls, FunctionHost host) {
    this.run = run;
    this.function = function;
    this.calls = calls;
    this.host = host;
  }

  @Override
  public List<Column> columns() {
    return run.columns();
  }

  @Override
  public boolean next() throws SQLException {
    failed = true;
    boolean found = run.next();
    failed = false;
    return found;
  }

  @Override
  public @Nullable Object value(int column) {
    return run.value(column);
  }

  @Override
  public Cost cost() {
    return new Cost(run.partitions(), run.rows(), run.bytesIn(), run.bytesOut(), run.fuelUsed());
  }

  @Override
  public void close() throws SQLException {
    try {
      run.close();
    } finally {
      if (!counted) {
        counted = true;
        calls.add(function.schema(), function.name(), run.partitions(), run.rows(), run.fuelUsed());
        host.count(function, run.partitions(), run.rows(), failed, run.fuelUsed());
      }
    }
  }
}
