package dev.insitu.tests;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;

/** What a JVM with little memory runs: many rows through table functions, each row read. */
final class ManyRows {
  private static final String INPUT =
      "(SELECT x n, CAST(x * 0.25E0 AS DOUBLE PRECISION) d, 'customer ' || x s FROM SYSTEM_RANGE(1, %d))";

  /** Each gives all rows; what they are read by differs, and what may be tempted to keep them. */
  private static final List<String> QUERIES =
      List.of(
          "SELECT n, d, s FROM TABLE(same(" + INPUT + "))",
          "SELECT n, d, s FROM TABLE(same(TABLE(same(" + INPUT + ")))) WHERE n > 0",
          "SELECT n, d, s FROM (SELECT * FROM same(" + INPUT + ")) WHERE d IS NOT NULL");

  private ManyRows() {}

  /** Prints how many rows went through each query; the number of rows is a property. */
  public static void main(String[] arguments) throws SQLException {
    long rows = Long.getLong("insitu.rows");
    try (Connection connection = DriverManager.getConnection("jdbc:insitu:h2:mem:many");
        Statement statement = connection.createStatement()) {
      String module = Repository.root().resolve("samples/identity/identity.wasm").toString();
      statement.execute("CREATE MODULE same FROM 'file:" + module + "'");
      statement.execute(
          "CREATE FUNCTION same(t TABLE) RETURNS TABLE (n BIGINT, d DOUBLE PRECISION, s VARCHAR)"
              + " LANGUAGE WASM PARAMETER STYLE STREAM WITH (format = 'insitu') FROM MODULE same");
      for (String query : QUERIES) {
        System.out.println(read(statement, String.format(Locale.ROOT, query, rows)));
      }
    }
    Guests.awaitNone();
  }

  private static long read(Statement statement, String query) throws SQLException {
    long count = 0;
    try (ResultSet result = statement.executeQuery(query)) {
      while (result.next()) {
        count++;
        if (result.getLong(1) != count
            || result.getDouble(2) != count * 0.25
            || result.getString(3).length() != 9 + Long.toString(count).length()) {
          throw new AssertionError("row " + count + " is " + result.getLong(1));
        }
      }
    }
    return count;
  }
}
