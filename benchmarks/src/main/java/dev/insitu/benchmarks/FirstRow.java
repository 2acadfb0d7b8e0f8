package dev.insitu.benchmarks;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;

/**
 * How long the first row of a program without end takes, from the statement to the row, when all is
 * warm. The result is then closed, which stops the program: it could not be measured again else.
 */
final class FirstRow {
  private static final int WARM_UP = 50;
  private static final int ROUNDS = 101;
  private static final double NANOS_OF_MILLI = 1e6;

  private FirstRow() {}

  /** Returns the milliseconds of each round. */
  static double[] millis(Statement statement) throws SQLException, IOException {
    String hex = HexFormat.of().formatHex(Modules.read("endless"));
    statement.execute("CREATE MODULE endless AS X'" + hex + "'");
    statement.execute(
        "CREATE FUNCTION endless() RETURNS TABLE (n BIGINT)"
            + " LANGUAGE WASM FROM MODULE endless WITH (format = 'insitu')");
    double[] millis = new double[ROUNDS];
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      long start = System.nanoTime();
      try (ResultSet rows = statement.executeQuery("SELECT n FROM TABLE(endless())")) {
        if (!rows.next() || rows.getLong(1) != 1) {
          throw new SQLException("the first row is not 1");
        }
        if (round >= 0) {
          millis[round] = (System.nanoTime() - start) / NANOS_OF_MILLI;
        }
      }
    }
    return millis;
  }
}
