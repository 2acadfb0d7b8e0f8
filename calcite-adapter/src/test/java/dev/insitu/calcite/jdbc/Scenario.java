package dev.insitu.calcite.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/** A use of a driver, on an empty database. */
record Scenario(String name, Script script) {
  /** What is done. */
  @FunctionalInterface
  interface Script {
    /** Does it and writes down what came back. */
    void play(Connection connection, Transcript transcript) throws SQLException;
  }

  void play(Connection connection, Transcript transcript) throws SQLException {
    script.play(connection, transcript);
  }

  @Override
  public String toString() {
    return name;
  }
}
