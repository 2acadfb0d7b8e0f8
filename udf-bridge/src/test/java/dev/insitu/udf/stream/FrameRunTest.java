package dev.insitu.udf.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.insitu.sandbox.Cancellation;
import dev.insitu.sandbox.GuestModule;
import dev.insitu.sandbox.Limits;
import dev.insitu.udf.ParameterStyle;
import dev.insitu.udf.option.FunctionOptions;
import dev.insitu.udf.type.Column;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames through real commands: how they end, and what limits count. */
final class FrameRunTest {
  private static final Map<String, String> FRAMES = Map.of("format", "insitu");
  private static final List<Column> NUMBER = List.of(new Column("A", SqlValues.type("INTEGER")));
  private static final Limits LIMITS = new Limits(50_000_000, 64, 60_000, 100, 0, 1 << 20, 100, 0);

  private static TableRun open(GuestModule module, ListRows input, boolean keyed, Object... scalars)
      throws SQLException {
    return new TableRun(
        Programs.function(module, FRAMES, false, NUMBER, List.of(scalars)),
        module,
        new FunctionOptions(
            LIMITS,
            FunctionOptions.of("RUN", ParameterStyle.STREAM, FRAMES).format(),
            /* header= */ true,
            "",
            0,
            0),
        Cancellation.create(),
        input,
        keyed ? List.of(0) : List.of(),
        List.of(scalars));
  }

  private static ListRows numbers(Integer... numbers) {
    List<Object[]> rows = new ArrayList<>();
    Arrays.stream(numbers).forEach(n -> rows.add(new Object[] {n}));
    return new ListRows(NUMBER, rows.iterator());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          5, 24, 0 | none  | none
          5, 0, 3  | 38M02 | function RUN: exited with code 3
          5, 0, 9  | 38M01 | function RUN: unreachable executed in _start
          5, 3, 0  | 39M02 | function RUN: output, frame 6: the output ends after 3 bytes of it
          5, 15, 0 | 39M02 | function RUN: output, frame 6: the output ends after 15 bytes of it
          5, 23, 0 | 39M02 | function RUN: output, frame 6: the output ends after 23 bytes of it, it says that it has 24
          5, 23, 3 | 38M02 | function RUN: exited with code 3
          5, 30, 0 | 39M02 | function RUN: output, frame 7: begins with '\\u0000\\u0000\\u0000\\u0000', not with 'INS1', so it is no frame
          5, 60, 3 | 39M02 | function RUN: output, frame 7: begins with '\\u0000\\u0000\\u0000\\u0000', not with 'INS1', so it is no frame
          0, 0, 0  | 53M05 | function RUN: wants 1048584 of output bytes, allowed 1048576; WITH (max_output_bytes = …) allows more
          """)
  void everyEndIsOneClearError(String arguments, String state, String message) throws Exception {
    GuestModule module = Programs.module("frames");
    ListRows input = numbers(1, 2, 3);
    TableRun run = open(module, input, false, (Object[]) arguments.split(", "));
    if (state.equals("none")) {
      assertThat(Programs.rows(run)).isEmpty();
    } else {
      assertThatThrownBy(() -> Programs.rows(run))
          .hasMessageStartingWith(message)
          .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo(state));
    }
    assertThat(input.isClosed()).isTrue();
  }

  @Test
  void framesEndWithTheirPartition() throws Exception {
    GuestModule module = Programs.sample("top-rows/top-rows.wasm");
    TableRun run = open(module, numbers(1, 1, 1, null, 7, 7), true, "2");
    assertThat(Programs.rows(run).toString()).isEqualTo("[[1], [1], [null], [7], [7]]");
    assertThat(run.partitions()).isEqualTo(3);
  }

  @Test
  void rowsOfFramesAreCounted() throws Exception {
    Integer[] rows = new Integer[101];
    Arrays.fill(rows, 5);
    TableRun run = open(Programs.sample("identity/identity.wasm"), numbers(rows), false);
    assertThatThrownBy(() -> Programs.rows(run))
        .hasMessage(
            "function RUN: wants 101 of output rows, allowed 100; WITH (max_output_rows = …)"
                + " allows more");
  }
}
