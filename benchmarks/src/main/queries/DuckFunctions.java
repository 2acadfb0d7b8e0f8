import dev.insitu.benchmarks.JavaFunctions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Locale;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBReadableVector;
import org.duckdb.DuckDBScalarFunction;
import org.duckdb.DuckDBWritableVector;

/** The functions of QueryBench as Java functions of DuckDB, over vectors, by one thread. */
public final class DuckFunctions {
  private static final DuckDBColumnType DOUBLE = DuckDBColumnType.DOUBLE;

  /** Four numbers to one. */
  private interface Numbers {
    double apply(double a, double b, double c, double d);
  }

  public static void main(String[] arguments) throws SQLException {
    long rows = Long.parseLong(arguments[0]);
    int rounds = Integer.parseInt(arguments[1]);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("SET threads = 1");
      register(connection, "km", numbers(JavaFunctions::km), DOUBLE, DOUBLE, DOUBLE, DOUBLE, DOUBLE);
      register(connection, "mix", numbers(JavaFunctions::mix), DOUBLE, DOUBLE, DOUBLE, DOUBLE, DOUBLE);
      register(connection, "rare", DuckFunctions::rare, DuckDBColumnType.BOOLEAN, DuckDBColumnType.BIGINT);
      register(connection, "shout", DuckFunctions::shout, DuckDBColumnType.VARCHAR, DuckDBColumnType.VARCHAR);
      statement.execute(
          "CREATE TABLE t AS SELECT x AS id, ((x * 7919 % 18000)::DOUBLE / 100 - 90) AS lat1,"
              + " ((x * 104729 % 36000)::DOUBLE / 100 - 180) AS lon1,"
              + " ((x * 15485863 % 18000)::DOUBLE / 100 - 90) AS lat2,"
              + " ((x * 32452843 % 36000)::DOUBLE / 100 - 180) AS lon2,"
              + " 'Flight ' || (x * 7919 % 1000003) AS name FROM range(1, " + (rows + 1) + ") AS r(x)");
      measure(statement, "great-circle", "SELECT COUNT(km(lat1, lon1, lat2, lon2)) FROM t", rows, rounds);
      measure(statement, "arithmetic", "SELECT COUNT(mix(lat1, lon1, lat2, lon2)) FROM t", rows, rounds);
      measure(statement, "text", "SELECT COUNT(shout(name)) FROM t", rows, rounds);
      measure(statement, "filter", "SELECT COUNT(*) FROM t WHERE rare(id)", rows, rounds);
    }
  }

  private static void register(
      Connection connection, String name, DuckDBScalarFunction function, DuckDBColumnType result,
      DuckDBColumnType... parameters) throws SQLException {
    DuckDBFunctions.scalarFunction()
        .withName(name)
        .withParameters(parameters)
        .withReturnType(result)
        .withVectorizedFunction(function)
        .register(connection);
  }

  private static DuckDBScalarFunction numbers(Numbers function) {
    return (in, out) -> {
      DuckDBReadableVector a = in.vector(0);
      DuckDBReadableVector b = in.vector(1);
      DuckDBReadableVector c = in.vector(2);
      DuckDBReadableVector d = in.vector(3);
      for (long row = 0; row < in.rowCount(); row++) {
        out.setDouble(
            row, function.apply(a.getDouble(row), b.getDouble(row), c.getDouble(row), d.getDouble(row)));
      }
    };
  }

  private static void rare(DuckDBDataChunkReader in, DuckDBWritableVector out) {
    DuckDBReadableVector ids = in.vector(0);
    for (long row = 0; row < in.rowCount(); row++) {
      out.setBoolean(row, JavaFunctions.rare(ids.getLong(row)));
    }
  }

  private static void shout(DuckDBDataChunkReader in, DuckDBWritableVector out) {
    DuckDBReadableVector names = in.vector(0);
    for (long row = 0; row < in.rowCount(); row++) {
      out.setString(row, JavaFunctions.shout(names.getString(row)));
    }
  }

  private static void measure(Statement statement, String shape, String sql, long rows, int rounds)
      throws SQLException {
    double[] nanos = new double[rounds];
    for (int round = -2; round < rounds; round++) {
      long start = System.nanoTime();
      try (ResultSet result = statement.executeQuery(sql)) {
        result.next();
      }
      if (round >= 0) {
        nanos[round] = (double) (System.nanoTime() - start) / rows;
      }
    }
    Arrays.sort(nanos);
    System.out.printf(Locale.ROOT, "figure duckdb-%s-row %.2f ns%n", shape, nanos[rounds / 2]);
  }
}
