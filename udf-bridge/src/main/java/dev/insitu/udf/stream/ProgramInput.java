package dev.insitu.udf.stream;

import dev.insitu.sandbox.CommandRun;
import dev.insitu.sandbox.module.LifecycleExport;
import dev.insitu.udf.FunctionDefinition;
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

  /** Whether exports are called, whose calls the input asks for. */
  private final boolean calls;

  /** Whether those of one run get all partitions. */
  private final boolean shared;

  private boolean partitionEnded;
  private boolean callsEnded;

  /**
   * Starts before the first run.
   *
   * @param encoders one for each table; none for a program that reads no table
   * @param function whose exports are called, or which is a program
   * @param passed what the rows go through, when they pass through the program; null otherwise
   */
  ProgramInput(
      FunctionDefinition function,
      RunInput rows,
      List<? extends RowEncoder> encoders,
      @Nullable PassedRows passed,
      CallErrors errors) {
    this.calls = function.lifecycle() != null;
    this.shared = function.sharesPartitions();
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
    partitionEnded = false;
    callsEnded = !calls;
    if (!ended) {
      RowEncoder first = encoders.getFirst();
      first.restart(errors);
      if (calls && first instanceof FrameEncoder frames) {
        frames.call(LifecycleExport.OPEN, 0);
      }
    }
  }

  /** Tells a program that has just started, if nothing comes at all. */
  void begin(CommandRun guest) {
    if (ended) {
      if (calls) {
        FrameEncoder none = new FrameEncoder(List.of(), errors);
        none.call(LifecycleExport.OPEN, 0);
        none.call(LifecycleExport.END_PARTITION, 0);
        end(none);
        guest.offer(none.bytes(), none.offset(), none.length());
      }
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

  /** Ends the partition, and then the input, by calls; true when another partition follows. */
  private boolean nextPartition(RowEncoder encoder) throws SQLException {
    if (callsEnded || !(encoder instanceof FrameEncoder frames)) {
      return false;
    }
    if (!partitionEnded) {
      frames.call(LifecycleExport.END_PARTITION, 0);
      partitionEnded = true;
      return false;
    }
    if (shared && rows.nextPartition()) {
      partitionEnded = false;
      return true;
    }
    end(frames);
    callsEnded = true;
    return false;
  }

  private static void end(FrameEncoder frames) {
    frames.call(LifecycleExport.FINISH, 0);
    frames.call(LifecycleExport.CLOSE, 0);
  }

  /** Makes bytes; returns what has them, which has none at the end of the last table. */
  private RowEncoder encodeBatch(RowEncoder present) throws SQLException {
    RowEncoder encoder = present;
    if (tableEnded) {
      if (!rows.nextTable() && !nextPartition(encoder)) {
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
    boolean callsFollow = tableEnded && !callsEnded && encoder.length() == 0;
    return callsFollow ? encodeBatch(encoder) : encoder;
  }
}
