package dev.insitu.cli;

import java.io.IOException;
import java.io.Writer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.IntSupplier;

/** Writes results as text, row by row as they arrive. */
sealed interface ResultFormat permits BoxFormat, CsvFormat, JsonFormat {
  /**
   * Writes all rows of a result.
   *
   * @return how many there were
   */
  long write(ResultSet rows, Writer out) throws SQLException, IOException;

  /** The names of the formats on the command line. */
  enum Name {
    BOX,
    CSV,
    JSON
  }

  /**
   * Returns the format of a name.
   *
   * @param columns gives the width of the terminal that a box must fit, 0 for no limit
   */
  static ResultFormat of(Name name, IntSupplier columns) {
    return switch (name) {
      case BOX -> new BoxFormat(columns);
      case CSV -> new CsvFormat();
      case JSON -> new JsonFormat();
    };
  }
}
