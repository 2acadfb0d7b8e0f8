package dev.insitu.calcite.plan;

import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.h2.H2Errors;
import dev.insitu.udf.session.FunctionSession;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Plans the calls of table functions of one session. What stands around them stays the user's text,
 * so that it means what it means to the backend. Threads: as a JDBC connection.
 */
public final class Planner {
  private static final int PLANS_MAX = 64;

  /** What a text has that calls a function in TABLE; others have it too. */
  private static final Pattern TABLE = Pattern.compile("\\bTABLE\\b", Pattern.CASE_INSENSITIVE);

  private final Connection connection;
  private final TableFunctions functions;
  private final Backend backend;
  private final Map<String, StatementPlan> plans =
      new LinkedHashMap<>(16, 0.75f, /* accessOrder= */ true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, StatementPlan> eldest) {
          return size() > PLANS_MAX;
        }
      };
  private long version = -1;
  private @Nullable String schema;

  /**
   * Makes a planner; loads nothing of Calcite.
   *
   * @param backend the session's connection
   */
  public Planner(Connection backend, FunctionSession functions) throws SQLException {
    this(backend, functions, new Backend(backend));
  }

  private Planner(Connection connection, FunctionSession functions, Backend backend) {
    this(connection, backend, new SessionFunctions(functions, backend.identifiers()));
  }

  Planner(Connection connection, Backend backend, TableFunctions functions) {
    this.connection = connection;
    this.backend = backend;
    this.functions = functions;
  }

  /**
   * Plans a statement, whatever it is.
   *
   * @return empty when it calls no table function: the backend gets it as it stands
   * @throws SQLException when a call of a table function is wrong
   */
  public Optional<PlannedStatement> plan(String sql) throws SQLException {
    long now = functions.version();
    if (!mayCall(sql)) {
      return Optional.empty();
    }
    String current = connection.getSchema();
    if (now != version || !current.equals(schema)) {
      plans.clear();
      version = now;
      schema = current;
    }
    try {
      Optional<StatementPlan> plan = current(sql, plans.get(sql));
      plan.ifPresent(made -> plans.put(sql, made));
      return plan.isEmpty()
          ? Optional.empty()
          : Optional.of(
              PlannedStatement.of(plan.get(), connection, functions, old -> current(sql, old)));
    } catch (SQLException e) {
      throw H2Errors.about(functions.translate(e), sql, message -> message);
    }
  }

  /**
   * Begins to explain an execution.
   *
   * @param planned how the text runs; null when the backend gets it as it stands
   * @return empty when the text is no EXPLAIN, or names no function of ours: the backend's own plan
   *     is all there is to say
   */
  public Optional<Explanation> explain(String sql, @Nullable PlannedStatement planned)
      throws SQLException {
    functions.version();
    return Explanation.begin(new SqlText(sql, backend.identifiers()), functions, planned);
  }

  /** Returns the procedure that a text calls: what the name behind CALL stands for. */
  public Optional<FunctionDefinition> procedure(String sql) throws SQLException {
    SqlLexer lexer = new SqlLexer(sql);
    while (lexer.next()) {
      boolean call =
          lexer.kind() == SqlLexer.Kind.WORD
              && sql.substring(lexer.start(), lexer.end()).equalsIgnoreCase("CALL");
      if (call && lexer.next()) {
        String name = lexer.name(backend.identifiers());
        String qualifier = null;
        if (!lexer.beforeParenthesis() && lexer.next() && lexer.next()) {
          qualifier = name;
          name = lexer.name(backend.identifiers());
        }
        return functions.procedure(qualifier, name);
      }
    }
    return Optional.empty();
  }

  /** Returns a plan that fits what the backend has now: the old one, or a new one. */
  private Optional<StatementPlan> current(String sql, @Nullable StatementPlan old)
      throws SQLException {
    return old != null && backend.fits(old) ? Optional.of(old) : make(sql);
  }

  /**
   * Returns whether TABLE or a name of a table function stands before a parenthesis; takes
   * microseconds.
   */
  private boolean mayCall(String sql) {
    if (functions.isEmpty() && !TABLE.matcher(sql).find()) {
      return false;
    }
    SqlLexer lexer = new SqlLexer(sql);
    while (lexer.next()) {
      boolean found =
          switch (lexer.kind()) {
            case WORD, QUOTED ->
                lexer.beforeParenthesis()
                    && (lexer.isTable() || functions.mayBe(lexer.name(backend.identifiers())));
            case LITERAL, PARAMETER, SYMBOL -> false;
          };
      if (found) {
        return true;
      }
    }
    return false;
  }

  private Optional<StatementPlan> make(String sql) throws SQLException {
    SqlText text = new SqlText(sql, backend.identifiers());
    Optional<Parameters> parameters = Parameters.of(text);
    if (!text.isComplete() || parameters.isEmpty()) {
      return Optional.empty();
    }
    List<CallSite> sites = sites(text);
    if (sites.isEmpty()) {
      return Optional.empty();
    }
    StatementKinds.check(text, sites);
    return Optional.of(CallPlanner.plan(text, parameters.get(), backend, functions, sites));
  }

  /** Returns the calls. A function that is not known may be one that another process has made. */
  private List<CallSite> sites(SqlText text) throws SQLException {
    List<CallSite> sites = CallFinder.find(text, functions);
    for (int i = 0; i + 3 < text.size(); i++) {
      int open = text.openOfTableCall(i);
      if (open != SqlText.NONE && sites.stream().noneMatch(site -> site.open() == open)) {
        String schema = open > i + 3 ? text.name(open - 3) : null;
        if (functions.find(schema, text.name(open - 1)).isEmpty()) {
          throw PlanErrors.arguments(
              text.place(i + 2)
                  + ": no table function is called "
                  + (schema == null ? "" : schema + ".")
                  + text.name(open - 1));
        }
        functions.version(); // Reads the names again.
        return CallFinder.find(text, functions);
      }
    }
    return sites;
  }

  /** Forgets plans; to be called after a statement that may have changed tables or views. */
  public void backendChanged() {
    plans.clear();
  }
}
