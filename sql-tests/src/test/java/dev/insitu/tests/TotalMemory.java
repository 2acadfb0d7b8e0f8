package dev.insitu.tests;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** What {@link TotalMemoryTest} runs in a JVM whose functions may have 4 MiB together. */
final class TotalMemory {
  private TotalMemory() {}

  /** Prints what each call ends with. */
  public static void main(String[] arguments) throws SQLException {
    String url = "jdbc:insitu:h2:mem:total";
    try (Connection connection = DriverManager.getConnection(url);
        Connection other = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        Statement neighbour = other.createStatement()) {
      statement.execute(
          "CREATE MODULE m FROM 'file:" + Attack.FOLDER.resolve("grow-nothing.wasm") + "'");
      statement.execute(
          "CREATE FUNCTION grow(a INTEGER) RETURNS INTEGER LANGUAGE WASM FROM MODULE m");
      for (int i = 0; i < 3; i++) {
        print(statement, "SELECT grow(40)");
        print(neighbour, "SELECT grow(40)");
        print(statement, "SELECT grow(63)");
        print(neighbour, "SELECT grow(2000)");
      }
      print(statement, "SELECT setting FROM insitu.settings WHERE name = 'total_memory'");
    }
    Guests.awaitNone();
  }

  private static void print(Statement statement, String sql) {
    String end;
    try {
      end = Attack.value(statement, sql);
    } catch (SQLException e) {
      end = e.getSQLState() + " " + e.getMessage();
    }
    System.out.println(end);
  }
}
