package dev.insitu.udf.h2;

import dev.insitu.udf.h2.TemporaryTables.Shape;
import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.RowSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A temporary table of one session that is filled many times, and never commits what the user has
 * not committed.
 *
 * <p>TRUNCATE and DROP would commit, so that they wait until no transaction can be open. Within one
 * transaction nothing is deleted either: at REPEATABLE READ, H2 takes a DELETE of rows that a
 * rollback to a savepoint has removed for a deadlock and ends the transaction. Each filling has a
 * number instead, and only the last one is read.
 */
final class TemporaryTable {
  private static final int BATCH_ROWS = 1_000;
  private static final String RUN = "\"INSITU$RUN\"";
  private static final String ROW = "\"INSITU$ROW\"";

  private final Connection connection;
  private final String name;
  private final List<Column> columns;
  private long run;
  private boolean empty = true;
  private @Nullable String filledIn;

  private TemporaryTable(Connection connection, String name, List<Column> columns) {
    this.connection = connection;
    this.name = name;
    this.columns = List.copyOf(columns);
  }

  /**
   * Makes a table.
   *
   * @param name without quotes
   */
  static TemporaryTable create(Connection connection, String name, Shape shape)
      throws SQLException {
    List<Column> columns = shape.columns();
    TemporaryTable table = new TemporaryTable(connection, quoted(name), columns);
    StringBuilder listed = new StringBuilder();
    for (int i = 0; i < columns.size(); i++) {
      boolean hidden = i >= columns.size() - shape.hidden();
      listed.append(quoted(columns.get(i).name())).append(' ').append(columns.get(i).type());
      listed.append(hidden ? " INVISIBLE, " : ", ");
    }
    // CREATE INDEX would commit; a unique constraint makes its index without.
    String unique =
        shape.indexed().stream()
            .map(i -> ", UNIQUE(" + RUN + ", " + quoted(columns.get(i).name()) + ", " + ROW + ")")
            .collect(Collectors.joining());
    table.execute(
        "CREATE LOCAL TEMPORARY TABLE "
            + table.name
            + "("
            + listed
            + RUN
            + " BIGINT INVISIBLE, "
            + ROW
            + " BIGINT INVISIBLE"
            + unique
            + ") NOT PERSISTENT TRANSACTIONAL");
    table.execute("SET @" + table.name + " = 0");
    return table;
  }

  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** Returns the query, in parentheses, that reads the rows. */
  String fromItem() {
    return "(SELECT " + names(", ") + " FROM " + name + " WHERE " + RUN + " = @" + name + ")";
  }

  /** Returns the table itself, in quotes, which holds the rows of earlier fillings too. */
  String name() {
    return name;
  }

  /** Returns what holds for the rows of the last filling alone. */
  String condition(String alias) {
    return alias + "." + RUN + " = @" + name;
  }

  private String names(String separator) {
    return columns.stream().map(c -> quoted(c.name())).collect(Collectors.joining(separator));
  }

  /** Replaces the rows. */
  void fill(RowSource rows) throws SQLException {
    clear();
    empty = false;
    run++;
    String insert =
        "INSERT INTO "
            + name
            + "("
            + names(", ")
            + ", "
            + RUN
            + ", "
            + ROW
            + ") VALUES ("
            + "?, ".repeat(columns.size())
            + run
            + ", ?)";
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      long number = 0;
      while (rows.next()) {
        for (int i = 0; i < columns.size(); i++) {
          statement.setObject(i + 1, rows.value(i));
        }
        statement.setLong(columns.size() + 1, number);
        statement.addBatch();
        if (++number % BATCH_ROWS == 0) {
          statement.executeBatch();
        }
      }
      if (number % BATCH_ROWS != 0) {
        statement.executeBatch();
      }
    }
    execute("SET @" + name + " = " + run);
    filledIn = transaction();
  }

  /** Removes the rows if that can be done now. */
  void clear() throws SQLException {
    if (empty || connection.isClosed()) {
      return;
    }
    if (connection.getAutoCommit()) {
      execute("TRUNCATE TABLE " + name);
      empty = true;
    } else if (!String.valueOf(filledIn).equals(transaction())) {
      execute("DELETE FROM " + name);
      empty = true;
    }
  }

  void drop() throws SQLException {
    execute("DROP TABLE IF EXISTS " + name);
    execute("SET @" + name + " = NULL");
  }

  private @Nullable String transaction() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("CALL TRANSACTION_ID()")) {
      return row.next() ? row.getString(1) : null;
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
