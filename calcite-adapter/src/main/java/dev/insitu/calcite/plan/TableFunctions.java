package dev.insitu.calcite.plan;

import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.call.ArgumentShape;
import dev.insitu.udf.rows.HostedRows;
import dev.insitu.udf.rows.RowOpener;
import dev.insitu.udf.session.CallStatistics;
import dev.insitu.udf.session.FunctionRows;
import dev.insitu.udf.session.StatementScope;
import dev.insitu.udf.stream.TableInput;
import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.RowSource;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table functions of one session: their names, their calls, and where their rows are read. */
interface TableFunctions extends FunctionNames {
  /** Returns a number that changes when any function may have changed. */
  long version() throws SQLException;

  /**
   * Returns the columns that a call gives.
   *
   * @param arguments what is known of them, one for each parameter
   */
  List<Column> columns(FunctionDefinition function, List<ArgumentShape> arguments)
      throws SQLException;

  /** Calls a function; the input is closed with the rows that come out. */
  FunctionRows call(
      CallPlan call, RowSource input, List<@Nullable Object> scalars, StatementScope scope)
      throws SQLException;

  /**
   * Calls a function of several tables.
   *
   * @param inputs one for each table
   * @param keys starts the keys of their partitions; null for none
   */
  FunctionRows call(
      CallPlan call,
      List<TableInput> inputs,
      @Nullable RowOpener keys,
      List<@Nullable Object> scalars,
      StatementScope scope)
      throws SQLException;

  /** Makes the rows of a call readable by the backend. */
  HostedRows host(CallPlan call, RowOpener rows) throws SQLException;

  /** Returns the scalar function or the aggregate of this name. */
  Optional<FunctionDefinition> findScalar(@Nullable String schema, String name) throws SQLException;

  /** Returns what scalar functions have cost; empty where another process runs them. */
  List<CallStatistics> statistics();

  /**
   * Chooses whether the time of a scalar function's calls is taken from now on.
   *
   * @return the nanoseconds that have been counted so far
   */
  long time(FunctionDefinition function, boolean wanted);

  /**
   * Returns the procedure of this name.
   *
   * @param schema null for the session's own
   */
  Optional<FunctionDefinition> procedure(@Nullable String schema, String name) throws SQLException;

  /** Returns the error that the user should see. */
  SQLException translate(SQLException error);
}
