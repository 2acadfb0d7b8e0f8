package dev.insitu.udf.h2;

import dev.insitu.sandbox.MemoryBudget;
import dev.insitu.sandbox.recording.RecordingMode;
import dev.insitu.udf.CallLimits;
import dev.insitu.udf.call.SessionCalls;
import dev.insitu.udf.catalog.FunctionName;
import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.error.SqlErrors;
import dev.insitu.udf.module.ModuleLoader;
import dev.insitu.udf.option.NumericOption;
import dev.insitu.udf.option.SettableLimits;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.h2.command.Command;
import org.h2.command.CommandInterface;
import org.h2.command.query.Query;
import org.h2.engine.Database;
import org.h2.engine.DbObject;
import org.h2.engine.SessionLocal;
import org.h2.expression.aggregate.Aggregate;
import org.h2.expression.function.BuiltinFunctions;
import org.h2.jdbc.JdbcConnection;
import org.h2.schema.Schema;
import org.h2.schema.UserDefinedFunction;
import org.h2.table.MaterializedView;
import org.h2.table.Table;
import org.h2.table.TableView;
import org.h2.tools.SimpleResultSet;
import org.h2.util.ParserUtil;
import org.jspecify.annotations.Nullable;

/*
 * The names of the class and its methods are written into databases and stay for ever. H2 creates
 * aliases before anything that uses them, and loads this class for them; so a process that opens a
 * database with deployed functions, be it a server that never heard of insitu, knows their classes
 * before it needs them.
 */
/**
 * What insitu does in the process that has an H2 database open: procedures of schema INSITU, which
 * H2 calls by reflection. Anybody may see the statistics and limit himself; the others are for
 * administrators, because only they can create functions, and name tables that others may not see.
 */
public final class HostProcedures {
  /** The URL of the connection with which H2 asks a procedure for its columns alone. */
  static final String COLUMNS_ONLY = "jdbc:columnlist:connection";

  /** What users read who are no administrators. */
  static final String NOT_ADMIN = "functions can be created and dropped by administrators only";

  static {
    AliasClasses.install();
  }

  private HostProcedures() {}

  /** Makes every session read the definitions of functions anew. */
  public static boolean refresh(Connection connection) throws SQLException {
    SessionLocal session = administrator(connection);
    DatabaseFunctions functions = DatabaseFunctions.of(session.getDatabase());
    functions.close(session);
    functions.refresh();
    return true;
  }

  /** Returns what keeps a name from being used, in words; null when it is free or ours. */
  public static @Nullable String occupant(Connection connection, String schema, String name)
      throws SQLException {
    Database database = administrator(connection).getDatabase();
    String upper = name.toUpperCase(Locale.ROOT);
    if (ParserUtil.isKeyword(upper, /* ignoreCase= */ false)) {
      return "the keyword " + upper + " of the database";
    }
    boolean builtin =
        BuiltinFunctions.isBuiltinFunction(database, upper)
            && !database.isAllowBuiltinAliasOverride();
    if (builtin || Aggregate.getAggregateType(upper) != null) {
      return "the built-in function " + upper;
    }
    Schema found = database.findSchema(schema);
    UserDefinedFunction function = found == null ? null : found.findFunctionOrAggregate(name);
    FunctionName ours = new FunctionName(schema, name);
    return function == null
            || ours.equals(AliasNames.of(function.getJavaClassName()))
            || ours.equals(AliasNames.deployed(function.getJavaClassName()))
        ? null
        : "the function " + schema + "." + name + " of the database";
  }

  /*
   * H2's objects are equal when their numbers are, and an object that another session has dropped
   * has the number of a table of the information schema.
   */
  /** Returns the tables and views that need a function, with commas between; null when none do. */
  @SuppressWarnings("ReferenceEquality") // the object itself, not one of its number
  public static @Nullable String dependents(Connection connection, String schema, String name)
      throws SQLException {
    SessionLocal session = administrator(connection);
    Schema found = session.getDatabase().findSchema(schema);
    UserDefinedFunction alias = found == null ? null : found.findFunctionOrAggregate(name);
    if (alias == null) {
      return null;
    }
    Set<String> dependents = new TreeSet<>();
    for (Schema each : session.getDatabase().getAllSchemas()) {
      for (Table table : each.getAllTablesAndViews(session)) {
        if (needs(table, alias)) {
          dependents.add(each.getName() + "." + table.getName());
        }
      }
    }
    boolean dropped = found.findFunctionOrAggregate(name) != alias;
    return dropped || dependents.isEmpty() ? null : String.join(", ", dependents);
  }

  private static boolean needs(Table table, UserDefinedFunction alias) {
    HashSet<DbObject> needed = new HashSet<>();
    Query query =
        switch (table) {
          case TableView view -> view.getQuery();
          case MaterializedView view -> view.getSelect();
          default -> null;
        };
    if (query != null) {
      query.collectDependencies(needed);
    } else {
      table.addDependencies(needed);
    }
    return needed.contains(alias);
  }

  /** Returns what each function has cost since this process opened the database. */
  public static ResultSet functionStats(Connection connection) throws SQLException {
    SimpleResultSet rows = new SimpleResultSet();
    rows.setAutoClose(false);
    rows.addColumn("ROUTINE_SCHEMA", Types.VARCHAR, 0, 0);
    rows.addColumn("ROUTINE_NAME", Types.VARCHAR, 0, 0);
    for (String number : new String[] {"CALLS", "RESULT_ROWS", "FAILURES", "FUEL"}) {
      rows.addColumn(number, Types.BIGINT, 0, 0);
    }
    for (FunctionStatistics s :
        DatabaseFunctions.of(session(connection).getDatabase()).statistics()) {
      rows.addRow(s.name().schema(), s.name().name(), s.calls(), s.rows(), s.failures(), s.fuel());
    }
    return rows;
  }

  /**
   * Returns the settings of the caller's own session: what holds for its calls beside the options
   * of each function, and who says so.
   */
  public static ResultSet settings(Connection connection) throws SQLException {
    SimpleResultSet rows = new SimpleResultSet();
    rows.setAutoClose(false);
    for (String column :
        List.of(
            "NAME", "SETTING", "UNIT", "DEFAULT_SETTING", "ORIGIN", "SERVER_SETTING", "REMARKS")) {
      rows.addColumn(column, Types.VARCHAR, 0, 0);
    }
    if (connection.getMetaData().getURL().equals(COLUMNS_ONLY)) {
      return rows;
    }
    SessionLocal session = session(connection);
    SessionState state = DatabaseFunctions.of(session.getDatabase()).session(session);
    for (SettableLimits.Setting s : SettableLimits.settings(state.limits())) {
      rows.addRow(
          s.name(), s.value(), s.unit(), s.otherwise(), s.origin(), s.server(), s.description());
    }
    MemoryBudget memory = ModuleLoader.memory();
    String total = String.valueOf(memory.allowed());
    rows.addRow(
        "total_memory",
        total,
        "bytes",
        total,
        "SERVER",
        total,
        "Bytes that all functions of the process may have together; in use are "
            + memory.used()
            + ".");
    SessionCalls statements = state.statements();
    RecordingMode mode = statements == null ? null : statements.recordingMode();
    rows.addRow(
        "record",
        mode == null ? "OFF" : mode.toString(),
        "",
        "OFF",
        "SESSION",
        null,
        "Whether later statements are recorded, and how.");
    return rows;
  }

  /**
   * Limits the calls of the caller's own session, whose user can always ask for less.
   *
   * @param name an option of WITH
   * @param value as text; null for no limit but the others'
   */
  public static boolean setLimit(Connection connection, String name, @Nullable String value)
      throws SQLException {
    SessionLocal session = session(connection);
    SessionState state = DatabaseFunctions.of(session.getDatabase()).session(session);
    NumericOption option = SettableLimits.option(name == null ? "" : name);
    if (state.statements() != null) {
      // A view of somebody else's might call this.
      throw SqlErrors.of(
          ErrorCode.NOT_SUPPORTED, "this connection has SET insitu." + option.key() + " = …");
    }
    Command current = session.getCurrentCommand();
    if (current == null || current.getCommandType() != CommandInterface.CALL) {
      // Only what the user himself calls; a view, a trigger or a default may be somebody else's.
      throw SqlErrors.of(ErrorCode.NOT_SUPPORTED, "limits are set by CALL insitu.set_limit alone");
    }
    CallLimits present = state.limits();
    state.setLimits(
        value == null
            ? SettableLimits.with(present, option, CallLimits.NONE.session())
            : SettableLimits.with(
                present, option, value, "SET insitu." + option.key(), ErrorCode.OPTION));
    return true;
  }

  private static SessionLocal administrator(Connection connection) throws SQLException {
    SessionLocal session = session(connection);
    if (!session.getUser().isAdmin()) {
      throw SqlErrors.of(ErrorCode.PRIVILEGE, NOT_ADMIN);
    }
    return session;
  }

  private static SessionLocal session(Connection connection) throws SQLException {
    if (connection instanceof JdbcConnection jdbc && jdbc.getSession() instanceof SessionLocal s) {
      return s;
    }
    throw SqlErrors.of(ErrorCode.NOT_SUPPORTED, "this procedure runs inside an H2 database only");
  }
}
