package dev.insitu.udf.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.insitu.sandbox.Cancellation;
import dev.insitu.sandbox.GuestModule;
import dev.insitu.sandbox.Limits;
import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.Parameter;
import dev.insitu.udf.ParameterStyle;
import dev.insitu.udf.Returns;
import dev.insitu.udf.option.FunctionOptions;
import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.RowSource;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Table functions that are sets of exports: what is called when, and how each call ends. */
final class LifecycleTest {
  private static final List<Column> NUMBER = List.of(new Column("A", SqlValues.type("INTEGER")));
  private static final Limits LIMITS = new Limits(1_000_000, 64, 60_000, 100, 0, 1 << 20, 100, 0);

  private static TableRun open(
      String module, boolean shared, RowSource input, boolean keyed, Object... scalars)
      throws SQLException {
    Map<String, String> options =
        Map.of("format", "insitu", "partitions", shared ? "shared" : "isolated");
    GuestModule loaded = Programs.module(module);
    FunctionOptions read = FunctionOptions.of("RUN", ParameterStyle.STREAM, options);
    return new TableRun(
        function(loaded, options, !input.columns().isEmpty(), scalars),
        loaded,
        new FunctionOptions(LIMITS, read.format(), true, "", 0, 0),
        Cancellation.create(),
        input,
        keyed ? List.of(0) : List.of(),
        List.of(scalars));
  }

  private static FunctionDefinition function(
      GuestModule module, Map<String, String> options, boolean table, Object... scalars) {
    FunctionDefinition program =
        Programs.function(module, options, false, NUMBER, List.of(scalars));
    List<Parameter> parameters = new ArrayList<>(program.parameters());
    if (!table) {
      parameters.removeFirst();
    }
    return new FunctionDefinition(
        program.schema(),
        program.name(),
        parameters,
        new Returns.Table(NUMBER),
        ParameterStyle.STREAM,
        program.module(),
        program.moduleDigest(),
        "run",
        true,
        false,
        options);
  }

  private static ListRows numbers(int... numbers) {
    List<Object[]> rows = new ArrayList<>();
    for (int number : numbers) {
      rows.add(new Object[] {number});
    }
    return new ListRows(NUMBER, rows.iterator());
  }

  private static String rows(TableRun run) throws SQLException {
    StringBuilder text = new StringBuilder();
    Programs.rows(run).forEach(row -> text.append(row.get(0)));
    return text.toString();
  }

  @Test
  void eachPartitionHasARunOfItsOwn() throws SQLException {
    TableRun run = open("lifecycle", false, numbers(5, 5, 6), true, "-");
    assertThat(rows(run)).isEqualTo("0123401234");
    assertThat(run.partitions()).isEqualTo(2);
  }

  @Test
  void oneRunServesAllPartitionsThatShareIt() throws SQLException {
    TableRun run = open("lifecycle", true, numbers(5, 5, 6, 7), true, "-");
    assertThat(rows(run)).isEqualTo("012121234");
    assertThat(run.partitions()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"false, 0234", "true, 0234"})
  void aTableWithoutRowsIsOnePartition(boolean shared, String calls) throws SQLException {
    assertThat(rows(open("lifecycle", shared, numbers(), false, "-"))).isEqualTo(calls);
    assertThat(rows(open("lifecycle", shared, numbers(), true, "-"))).isEmpty();
  }

  @Test
  void aFunctionWithoutTableHasNoBatch() throws SQLException {
    assertThat(rows(open("lifecycle", false, RowSource.none(), false, "-"))).isEqualTo("0234");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0 | open          |
          1 | batch         | 0
          2 | end_partition | 01
          3 | finish        | 012
          4 | close         | 0123
          """)
  void everyCallEndsInOneClearWay(int number, String export, String before) throws SQLException {
    String rows = before == null ? "" : before;
    fails(number + "t", rows, "38M01", "unreachable executed in function 6 <- run_" + export);
    fails(number + "y", rows, "38M02", "exited with code 7");
    fails(number + "r", rows, "22023", "no such thing");
    fails(number + "s", rows, "53M01", "wants 1");
    fails(
        number + "b",
        rows,
        "39M02",
        "output, frame " + (number + 1) + ": begins with 'JNS1', not with 'INS1'");
    assertThat(rows(open("lifecycle", true, numbers(5, 5), true, number + "x"))).isEqualTo(rows);
    assertThat(rows(open("lifecycle", false, numbers(5, 6), true, number + "x")))
        .isEqualTo(rows + rows);
  }

  private static void fails(String act, String rows, String state, String message)
      throws SQLException {
    for (boolean shared : new boolean[] {false, true}) {
      ListRows input = numbers(5, shared ? 5 : 6);
      TableRun run = open("lifecycle", shared, input, true, act);
      StringBuilder given = new StringBuilder();
      assertThatThrownBy(
              () -> {
                while (run.next()) {
                  given.append(run.value(0));
                }
              })
          .as(act)
          .hasMessageStartingWith("function RUN" + (shared ? ": " : ", partition 1: ") + message)
          .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo(state));
      assertThat(given).asString().isEqualTo(rows);
      assertThat(input.isClosed()).isTrue();
    }
  }

  @Test
  void anAllocatorThatGivesNoMemoryEndsTheRun() throws SQLException {
    TableRun run = open("odd", false, numbers(5), false);
    assertThatThrownBy(() -> rows(run))
        .hasMessage("function RUN: insitu_alloc(65536) gave no memory but 65532");
  }

  @Test
  void closingStopsARun() throws SQLException {
    ListRows input = numbers(5, 6);
    TableRun run = open("lifecycle", true, input, true, "-");
    assertThat(run.next()).isTrue();
    run.close();
    assertThat(run.next()).isFalse();
    assertThat(input.isClosed()).isTrue();
  }
}
