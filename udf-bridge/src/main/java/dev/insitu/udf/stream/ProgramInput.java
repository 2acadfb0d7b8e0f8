package dev.insitu.udf.stream;

import dev.insitu.sandbox.CommandRun;
import dev.insitu.udf.error.CallErrors;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The standard input of a program's runs: the rows of its tables, made into bytes as it reads. */
final class ProgramInput {
  /** Bytes of input that are made at a time: few, so that the first rows are soon there. */
  private static final int BATCH_BYTES = 16 * 1024;

  private final RunInput rows;
  private final List<RowEncoder> encoders;
  private final @Nullable PassedRows passed;
  private CallErrors errors;
  private boolean tableEnded;
  private boolean ended;

  /**
   * Starts before the first run.
   *
   * @param encoders one for each table; none for a program that reads no table
   * @param passed what the rows go through, when they pass through the program; null otherwise
   */
  ProgramInput(
      RunInput rows,
      List<? extends RowEncoder> encoders,
      @Nullable PassedRows passed,
      CallErrors errors) {
    this.rows = rows;
    this.encoders = List.copyOf(encoders);
    this.passed = passed;
    this.errors = errors;
  }

  /** Begins the input of a run. */
  void restart(CallErrors ofRun) throws SQLException {
    errors = ofRun;
    tableEnded = false;
    ended = encoders.isEmpty();
    if (!ended) {
      encoders.getFirst().restart(errors);
    }
  }

  /** Tells a program that has just started, if nothing comes at all. */
  void begin(CommandRun guest) {
    if (ended) {
      guest.endInput();
    }
  }

  /** Gives the program more input; false when it takes none now. */
  boolean feed(CommandRun guest) throws SQLException {
    if (ended) {
      return false;
    }
    RowEncoder encoder = encoders.get(rows.table());
    if (encoder.length() == 0) {
      encoder = encodeBatch(encoder);
      if (encoder.length() == 0) {
        guest.endInput();
        ended = true;
        return true;
      }
    }
    int taken = guest.offer(encoder.bytes(), encoder.offset(), encoder.length());
    encoder.taken(taken);
    return taken > 0;
  }

  /** Makes bytes; returns what has them, which has none at the end of the last table. */
  private RowEncoder encodeBatch(RowEncoder present) throws SQLException {
    RowEncoder encoder = present;
    if (tableEnded) {
      if (!rows.nextTable()) {
        return encoder;
      }
      tableEnded = false;
      encoder = encoders.get(rows.table());
      encoder.restart(errors);
    }
    while (encoder.length() < BATCH_BYTES && !tableEnded) {
      if (passed == null ? rows.nextRow() : passed.next()) {
        encoder.row(passed == null ? rows.rows() : passed);
      } else {
        tableEnded = true;
        if (encoders.size() > 1 && encoder instanceof FrameEncoder frames) {
          frames.endTable();
        } else {
          encoder.end();
        }
      }
    }
    return encoder;
  }
}
