package dev.insitu.calcite.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Functions of the samples, made through SQL. */
final class Functions {
  private Functions() {}

  /** Returns a file of the repository's samples. */
  static Path sample(String name) {
    return Path.of(System.getProperty("insitu.root", "..")).resolve("samples").resolve(name);
  }

  /** Makes the scalar function KM. */
  static void createKm(Connection connection) throws SQLException {
    execute(
        connection,
        "CREATE MODULE geo FROM 'file:" + sample("great-circle/great-circle.wasm") + "'",
        "CREATE FUNCTION km(lat1 DOUBLE PRECISION, lon1 DOUBLE PRECISION, lat2 DOUBLE PRECISION,"
            + " lon2 DOUBLE PRECISION) RETURNS DOUBLE PRECISION LANGUAGE WASM FROM MODULE geo");
  }

  /** Makes the scalar function SPIN, which only its time limit or a cancel stops. */
  static void createSpin(Connection connection) throws SQLException {
    execute(
        connection,
        "CREATE MODULE spinning FROM 'file:" + sample("hostile/spin.wasm") + "'",
        "CREATE FUNCTION spin() RETURNS INTEGER LANGUAGE WASM WITH (fuel = 1000000000000000)"
            + " FROM MODULE spinning EXPORT 'spin'");
  }

  /** Makes the table function TOP_N, and a table ROUTES to call it with. */
  static void createTopN(Connection connection) throws SQLException {
    execute(
        connection,
        "CREATE MODULE top_n FROM 'file:" + sample("top-n/top-n.wasm") + "'",
        "CREATE FUNCTION top_n(data TABLE, n INTEGER) RETURNS TABLE (origin VARCHAR(3),"
            + " destination VARCHAR(3), flights INTEGER) LANGUAGE WASM PARAMETER STYLE STREAM"
            + " WITH (format = 'csv') FROM MODULE top_n",
        "CREATE TABLE routes (origin VARCHAR(3), destination VARCHAR(3), flights INTEGER)",
        "INSERT INTO routes VALUES ('SEA', 'LAX', 30), ('SEA', 'SFO', 20), ('SEA', 'ORD', 10),"
            + " ('BOS', 'JFK', 9), ('BOS', 'LGA', 8), ('BOS', 'DCA', 7)");
  }

  /** Runs texts one after the other. */
  static void execute(Connection connection, String... texts) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : texts) {
        statement.execute(sql);
      }
    }
  }
}
