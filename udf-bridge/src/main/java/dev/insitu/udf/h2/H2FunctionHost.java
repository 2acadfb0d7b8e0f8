package dev.insitu.udf.h2;

import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.call.SessionCalls;
import dev.insitu.udf.catalog.FunctionHost;
import dev.insitu.udf.catalog.FunctionName;
import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.error.SqlErrors;
import dev.insitu.udf.option.NumericOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.h2.engine.SessionLocal;
import org.jspecify.annotations.Nullable;

/*
 * Aliases are never declared DETERMINISTIC: H2 would write the result of a call with constant
 * arguments into the view, default or generated column that contains it, where no replacement of the
 * function could reach it any more.
 */
/**
 * Functions as aliases, and aggregates, of an H2 database. Embedded they run in this process, over
 * TCP in the server's, which needs insitu on its class path. Threads: as the connection.
 */
public final class H2FunctionHost implements FunctionHost {
  private static final int DEPENDENT_OBJECTS = org.h2.api.ErrorCode.CANNOT_DROP_2;
  private static final int NOT_ADMIN = org.h2.api.ErrorCode.ADMIN_RIGHTS_REQUIRED;

  /** What H2 may say when another session does the same between the look of IF and the deed. */
  private static final Set<Integer> RACES =
      Set.of(
          org.h2.api.ErrorCode.GENERAL_ERROR_1,
          org.h2.api.ErrorCode.ROW_NOT_FOUND_IN_PRIMARY_INDEX);

  /** Procedures, with their methods. */
  private static final Map<String, String> PROCEDURES =
      Map.of(
          "refresh", "refresh",
          "occupant", "occupant",
          "dependents", "dependents",
          "read_function_stats", "functionStats",
          "read_settings", "settings",
          "set_limit", "setLimit");

  private static final Set<Integer> MISSING =
      Set.of(org.h2.api.ErrorCode.FUNCTION_NOT_FOUND_1, org.h2.api.ErrorCode.SCHEMA_NOT_FOUND_1);

  /** Sessions of one process take turns; those of several rely on another try. */
  private static final Object DEPLOYING = new Object();

  private final Connection connection;
  private final Optional<Local> local;

  private H2FunctionHost(Connection connection, Optional<Local> local) {
    this.connection = connection;
    this.local = local;
  }

  /** What an embedded H2 has of the connection. */
  private record Local(SessionLocal session, DatabaseFunctions functions) {}

  /**
   * Returns the host of a connection to H2.
   *
   * @param statements what stops the calls of the connection's session, besides H2 itself, and
   *     learns what they cost if they run in this process
   */
  public static H2FunctionHost of(Connection connection, SessionCalls statements)
      throws SQLException {
    AliasClasses.install();
    Optional<Local> local =
        H2Rows.session(connection).map(s -> new Local(s, DatabaseFunctions.of(s.getDatabase())));
    local.ifPresent(l -> {
      SessionState state = l.functions.session(l.session);
      state.setStatements(statements);
      statements.addSource(state::costs);
    });
    return new H2FunctionHost(connection, local);
  }

  /** Returns whether every session of the database is one of this process. */
  public boolean isEmbedded() {
    return local.isPresent();
  }

  /**
   * Returns the connection that modules' code is read through: in this process one that may read
   * everything, on a server's client the user's own.
   */
  public Connection codeReader() {
    return local
        .map(l -> DatabaseFunctions.systemConnection(l.session.getDatabase()))
        .orElse(connection);
  }

  /**
   * Tells the process that runs scalar functions what a user has chosen, where it is another one.
   *
   * @param value as text; null for no limit
   * @throws SQLException when it does not allow so much, or has no insitu
   */
  public void limitRemotely(NumericOption option, @Nullable String value) throws SQLException {
    if (isEmbedded()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement("CALL insitu.set_limit(?, ?)")) {
      statement.setString(1, option.key());
      statement.setString(2, value);
      statement.execute();
    } catch (SQLException e) {
      if (!SqlErrors.isOurs(AliasErrors.explain(e)) && MISSING.contains(e.getErrorCode())) {
        throw SqlErrors.of(
            ErrorCode.NOT_SUPPORTED,
            "insitu."
                + option.key()
                + ": the server's database has no functions of this version of insitu yet; create"
                + " one first");
      }
      throw AliasErrors.explain(e);
    }
  }

  /**
   * Chooses whether the time of a scalar function's calls is taken from now on, which costs more
   * than many a call.
   *
   * @return the nanoseconds that have been counted so far; 0 where another process counts
   */
  public long time(FunctionName function, boolean wanted) {
    return local.map(l -> l.functions.session(l.session).time(function, wanted)).orElse(0L);
  }

  @Override
  public void count(FunctionDefinition function, long calls, long rows, boolean failed, long fuel) {
    FunctionStatistics cost =
        new FunctionStatistics(FunctionName.of(function), calls, rows, failed ? 1 : 0, fuel);
    local.ifPresent(l -> l.functions.count(cost));
  }

  @Override
  public Optional<String> occupant(String schema, String name) throws SQLException {
    if (local.isPresent()) {
      return Optional.ofNullable(HostProcedures.occupant(backend(), schema, name));
    }
    requireInstalled();
    return call("insitu.occupant(?, ?)", schema, name);
  }

  @Override
  public void deploy(FunctionDefinition function) throws SQLException {
    FunctionName name = FunctionName.of(function);
    requireInstalled();
    String wanted = AliasMethod.of(function);
    String deployed = deployed().get(name);
    if (wanted.equals(deployed)) {
      return;
    }
    if (deployed != null) {
      undeploy(function.schema(), function.name());
    }
    create(name, wanted);
  }

  private void create(FunctionName name, String method) throws SQLException {
    execute(
        "CREATE "
            + kind(method)
            + " IF NOT EXISTS "
            + AliasNames.sql(name)
            + " FOR '"
            + method
            + "'");
  }

  private static String kind(String method) {
    return AggregateSignature.of(method) == null ? "ALIAS" : "AGGREGATE";
  }

  @Override
  public void undeploy(String schema, String name) throws SQLException {
    FunctionName alias = new FunctionName(schema, name);
    String method = deployed().get(alias);
    if (method == null) {
      return;
    }
    // H2 lets an alias go that views need, and they break.
    Optional<String> dependents = dependents(schema, name);
    if (dependents.isPresent()) {
      throw needed(name, dependents.get());
    }
    refresh();
    try {
      execute("DROP " + kind(method) + " IF EXISTS " + AliasNames.sql(alias));
    } catch (SQLException e) {
      throw e.getErrorCode() == DEPENDENT_OBJECTS
          ? needed(name, dependents(schema, name).orElse("objects of the database"))
          : e;
    }
  }

  private static SQLException needed(String function, String dependents) {
    return SqlErrors.of(
        ErrorCode.DEPENDENTS,
        "function " + function + " is needed by " + dependents + "; drop them first");
  }

  private Optional<String> dependents(String schema, String name) throws SQLException {
    return local.isPresent()
        ? Optional.ofNullable(HostProcedures.dependents(backend(), schema, name))
        : call("insitu.dependents(?, ?)", schema, name);
  }

  @Override
  public void refresh() throws SQLException {
    if (local.isPresent()) {
      HostProcedures.refresh(backend());
    } else {
      call("insitu.refresh()");
    }
  }

  @Override
  public void reconcile(List<FunctionDefinition> functions) throws SQLException {
    Map<FunctionName, String> surplus = deployed();
    try {
      for (FunctionDefinition function : functions) {
        FunctionName name = FunctionName.of(function);
        if (!AliasMethod.of(function).equals(surplus.remove(name))) {
          repair(() -> deploy(function));
        }
      }
      for (FunctionName name : surplus.keySet()) {
        repair(() -> undeploy(name.schema(), name.name()));
      }
    } catch (NotAllowedException e) {
      // An administrator's connection will do it.
    }
  }

  /** A step of the repair. */
  @FunctionalInterface
  private interface Step {
    void run() throws SQLException;
  }

  /** The user may change no aliases. */
  private static final class NotAllowedException extends Exception {
    private static final long serialVersionUID = 1;
  }

  private static void repair(Step step) throws NotAllowedException {
    try {
      step.run();
    } catch (SQLException e) {
      if (e.getErrorCode() == ErrorCode.PRIVILEGE.vendorCode()) {
        throw new NotAllowedException();
      }
      // The call itself will say what is wrong, to whom it concerns.
    }
  }

  /** A server without insitu gets nothing: table functions, which run here, need no more. */
  @Override
  public void install() throws SQLException {
    try {
      requireInstalled();
    } catch (SQLException e) {
      if (e.getErrorCode() != ErrorCode.NOT_SUPPORTED.vendorCode()) {
        throw e;
      }
    }
  }

  private void requireInstalled() throws SQLException {
    if (isInstalled()) {
      return;
    }
    execute("CREATE SCHEMA IF NOT EXISTS insitu");
    for (Map.Entry<String, String> alias : PROCEDURES.entrySet()) {
      execute(
          "CREATE ALIAS IF NOT EXISTS insitu."
              + alias.getKey()
              + " FOR '"
              + HostProcedures.class.getName()
              + "."
              + alias.getValue()
              + "'");
    }
    for (String view : List.of("function_stats", "settings")) {
      execute(
          "CREATE VIEW IF NOT EXISTS insitu."
              + view
              + " AS SELECT * FROM insitu.read_"
              + view
              + "()");
      execute("GRANT SELECT ON insitu." + view + " TO PUBLIC");
    }
  }

  private boolean isInstalled() throws SQLException {
    String sql =
        "SELECT COUNT(*) FROM INFORMATION_SCHEMA.VIEWS WHERE TABLE_NAME IN ('SETTINGS',"
            + " 'settings') AND TABLE_SCHEMA IN ('INSITU', 'insitu')";
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() && rows.getInt(1) > 0;
    }
  }

  /** Returns what aliases of ours there are, with their methods. */
  private Map<FunctionName, String> deployed() throws SQLException {
    Map<FunctionName, String> deployed = new HashMap<>();
    String sql =
        "SELECT ROUTINE_SCHEMA, ROUTINE_NAME, EXTERNAL_NAME FROM INFORMATION_SCHEMA.ROUTINES"
            + " WHERE EXTERNAL_NAME LIKE '"
            + AliasNames.PREFIX
            + "%'";
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        FunctionName name = new FunctionName(rows.getString(1), rows.getString(2));
        String method = rows.getString(3);
        if (name.equals(AliasNames.deployed(method))) {
          deployed.put(name, method);
        }
      }
    }
    return deployed;
  }

  private Connection backend() throws SQLException {
    return connection.unwrap(org.h2.jdbc.JdbcConnection.class);
  }

  private Optional<String> call(String procedure, String... arguments) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("CALL " + procedure)) {
      for (int i = 0; i < arguments.length; i++) {
        statement.setString(i + 1, arguments[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty();
      }
    } catch (SQLException e) {
      throw AliasErrors.explain(e);
    }
  }

  /** Runs a statement that does nothing when it was run before. */
  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      synchronized (DEPLOYING) {
        try {
          statement.execute(sql);
        } catch (SQLException e) {
          if (!RACES.contains(e.getErrorCode())) {
            throw e;
          }
          statement.execute(sql);
        }
      }
    } catch (SQLException e) {
      throw e.getErrorCode() == NOT_ADMIN
          ? SqlErrors.of(ErrorCode.PRIVILEGE, HostProcedures.NOT_ADMIN)
          : AliasErrors.explain(e);
    }
  }

  /** Frees what the session's calls hold. */
  @Override
  public void close() {
    local.ifPresent(l -> {
      l.functions.close(l.session);
      l.functions.session(l.session).setStatements(null);
    });
  }
}
