package dev.insitu.udf.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.insitu.sandbox.Cancellation;
import dev.insitu.sandbox.GuestModule;
import dev.insitu.sandbox.Limits;
import dev.insitu.udf.ParameterStyle;
import dev.insitu.udf.option.FunctionOptions;
import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.SqlType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables through real commands. */
final class TableRunTest {
  private static final Map<String, String> BARE = Map.of("header", "false");
  private static final List<Column> NUMBER = List.of(new Column("A", SqlValues.type("INTEGER")));
  private static final List<Column> PAIR =
      List.of(
          new Column("K", SqlValues.type("VARCHAR")), new Column("N", SqlValues.type("INTEGER")));

  @AfterEach
  void noGuestRunsOn() throws InterruptedException {
    // Idle threads are kept for a moment.
    for (int wait = 0; wait < 100 && guests() > 0; wait++) {
      Thread.sleep(20);
    }
    assertThat(guests()).as("threads of guests").isZero();
  }

  private static long guests() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().equals("insitu-guest"))
        .count();
  }

  @Test
  void rowsGoThroughAProgramAndComeBack() throws Exception {
    SplittableRandom random = new SplittableRandom(7);
    List<Column> columns = new ArrayList<>();
    for (SqlType type : SqlValues.TYPES) {
      columns.add(new Column("C" + columns.size(), type));
    }
    List<Object[]> rows = new ArrayList<>();
    for (int i = 0; i < 1_500; i++) {
      rows.add(columns.stream().map(c -> SqlValues.any(c.type(), random)).toArray());
    }
    for (Map<String, String> options :
        List.of(
            Map.<String, String>of(),
            BARE,
            Map.of("null", "\\N"),
            Map.of("format", "jsonl"),
            Map.of("format", "insitu"))) {
      Call call = new Call(new ListRows(columns, rows.iterator()), columns, "copy");
      call.options = options;
      assertThat(Programs.rows(call.open())).isEqualTo(rows.stream().map(SqlValues::list).toList());
      assertThat(call.input.isClosed()).isTrue();
    }
  }

  @Test
  void eachPartitionIsOneRun() throws Exception {
    ListRows input =
        ListRows.of(
            PAIR, row(null, 1), row(null, 2), row("a", 9), row("a", 8), row("a", 7), row("b", 1));
    Call call = new Call(input, PAIR, 2);
    call.module = Programs.sample("top-n/top-n.wasm");
    call.partitionColumns = List.of(0);
    TableRun run = call.open();
    assertThat(Programs.rows(run))
        .isEqualTo(
            List.of(
                SqlValues.list(row(null, 1)),
                SqlValues.list(row(null, 2)),
                List.of("a", 9),
                List.of("a", 8),
                List.of("b", 1)));
    assertThat(run.partitions()).isEqualTo(3);
    assertThat(run.rows()).isEqualTo(5);
    assertThat(run.fuelUsed()).isPositive();
    assertThat(input.isClosed()).isTrue();
  }

  @Test
  void nothingDependsOnWhoIsFaster() throws Exception {
    List<Object> seen = new ArrayList<>();
    for (int pause : new int[] {0, 1, 7}) {
      Iterator<Object[]> rows =
          LongStream.range(0, 30_000)
              .peek(i -> pause(i % 3_000 == 0 ? pause : 0))
              .mapToObj(i -> row("key " + i / 10_000, (int) i))
              .iterator();
      Call call = new Call(new ListRows(PAIR, rows), PAIR, 5_000);
      call.module = Programs.sample("top-n/top-n.wasm");
      call.partitionColumns = List.of(0);
      try (TableRun run = call.open()) {
        long sum = 0;
        while (run.next()) {
          pause(run.rows() % 1_000 == 0 ? 8 - pause : 0);
          sum = 31 * sum + run.value(1).hashCode();
        }
        seen.add(List.of(run.rows(), sum, run.fuelUsed()));
      }
    }
    assertThat(seen).hasSize(3).allMatch(seen.getFirst()::equals);
    assertThat(seen.getFirst().toString()).startsWith("[15000, ");
  }

  private static void pause(int millis) {
    if (millis > 0) {
      try {
        Thread.sleep(millis);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  void keysThatAreEqualInSqlAreOnePartition() throws Exception {
    List<Column> columns = List.of(new Column("D", SqlValues.type("DOUBLE")));
    Call call =
        new Call(
            ListRows.of(columns, row(-0.0), row(0.0), row(1.0), row(Double.NaN), row(Double.NaN)),
            columns,
            "copy");
    call.partitionColumns = List.of(0);
    TableRun run = call.open();
    assertThat(Programs.rows(run)).hasSize(5);
    assertThat(run.partitions()).isEqualTo(3);
  }

  @Test
  void anEmptyTableIsOnePartitionUnlessPartitionColumnsMakeThem() throws Exception {
    Call whole = new Call(ListRows.of(PAIR), PAIR, "copy");
    TableRun run = whole.open();
    assertThat(Programs.rows(run)).isEmpty();
    assertThat(run.partitions()).isEqualTo(1);
    Call parts = new Call(ListRows.of(PAIR), PAIR, "copy");
    parts.partitionColumns = List.of(0);
    run = parts.open();
    assertThat(Programs.rows(run)).isEmpty();
    assertThat(run.partitions()).isZero();
  }

  @Test
  void aProgramNeedNotReadWhatItGets() throws Exception {
    assertThat(Programs.rows(new Call(endless(), NUMBER, "say", "A\n5\n").open()))
        .isEqualTo(List.of(List.of(5)));
    ListRows input = new ListRows(PAIR, pairs(30_000, i -> i / 10_000));
    Call call = new Call(input, NUMBER, "say", "A\n5\n");
    call.partitionColumns = List.of(0);
    assertThat(Programs.rows(call.open())).isEqualTo(List.of(List.of(5), List.of(5), List.of(5)));
    assertThat(input.read()).isEqualTo(30_000);
    assertThat(
            Programs.rows(
                new Call(new ListRows(PAIR, pairs(50_000, i -> i)), NUMBER, "half").open()))
        .isEqualTo(List.of(List.of(1), List.of(1)));
  }

  @Test
  void programsSeeAWorldThatIsFixed() throws Exception {
    List<Column> columns =
        List.of(
            new Column("NAME", SqlValues.type("VARCHAR")),
            new Column("RANDOM", SqlValues.type("VARCHAR")),
            new Column("SECONDS", SqlValues.type("BIGINT")));
    List<List<Object>> seen = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Call call = new Call(ListRows.of(PAIR, row("a", 1), row("b", 1)), columns, "world");
      call.options = BARE;
      call.partitionColumns = List.of(0);
      seen.addAll(Programs.rows(call.open()));
    }
    assertThat(seen)
        .hasSize(4)
        .allMatch(r -> r.get(0).equals("run") && r.get(2).equals(946684800L));
    assertThat(seen.subList(0, 2)).isEqualTo(seen.subList(2, 4));
    assertThat(seen.get(0)).isNotEqualTo(seen.get(1));
  }

  @Test
  void aNullScalarGivesNoRowsUnlessTheFunctionIsCalledOnIt() throws Exception {
    List<Column> text = List.of(new Column("A", SqlValues.type("VARCHAR")));
    Call call = new Call(ListRows.of(PAIR, row("a", 1)), text, "say", null);
    TableRun run = call.open();
    assertThat(call.input.isClosed()).isTrue();
    assertThat(Programs.rows(run)).isEmpty();
    assertThat(run.partitions()).isZero();
    Call onNull = new Call(ListRows.of(PAIR, row("a", 1)), text, "say", null);
    onNull.onNull = true;
    onNull.options = Map.of("header", "false", "null", "nothing");
    assertThat(Programs.rows(onNull.open())).isEqualTo(List.of(SqlValues.list(row((Object) null))));
  }

  @Test
  void scalarsThatNoArgumentCanBeAreErrors() {
    fails(
        new Call(ListRows.of(PAIR), NUMBER, "say", "a\0b"),
        "22021",
        "function RUN: scalar argument 2 holds U+0000, which no program argument can");
    fails(
        new Call(ListRows.of(PAIR), NUMBER, "say", "\ud83d"),
        "22021",
        "function RUN: scalar argument 2 has an unpaired surrogate");
    Call call = new Call(ListRows.of(PAIR), NUMBER, "say");
    call.declared = List.of("say", "more");
    fails(call, "42883", "function RUN: takes 2 scalar arguments, called with 1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          A~1~           | went wrong~ | x | 38M02 | exited with code 3; it wrote: went wrong\\n
          ''             | ''          | x | 38M02 | exited with code 3
          A~1~2          | \\e[31mred | t | 38M01 | unreachable executed in function 13 <- _start; it wrote: \\u001B[31mred
          A~1~           | ''          | l | 53M01 | wants 200000001 of fuel, allowed 200000000; WITH (fuel = …) allows more
          A~1~x~         | ''          | z | 22018 | output, row 2, column A: 'x' is no INTEGER
          A~1,2~         | ''          | z | 39M02 | output, row 1: has more than 1 field
          A~"1           | ''          | z | 39M02 | output, row 1, column A: the quote before the text is never closed
          B~1            | ''          | z | 39M02 | output, header: found 'B', expected 'A'; a program that writes no header needs WITH (header = false)
          ''             | ''          | z | 39M02 | output, header: found nothing, expected 'A'; a program that writes no header needs WITH (header = false)
          """)
  void everyBadEndIsOneClearError(
      String output, String stderr, String end, String state, String message) {
    String[] arguments = {output.replace('~', '\n'), stderr.replace('~', '\n')};
    fails(
        new Call(endless(), NUMBER, "say", plain(arguments[0]), plain(arguments[1]), end),
        state,
        "function RUN: " + message);
    Call parts =
        new Call(
            ListRows.of(PAIR, row("a", 1), row("b", 2)),
            NUMBER,
            "say",
            plain(arguments[0]),
            plain(arguments[1]),
            end);
    parts.partitionColumns = List.of(0);
    fails(parts, state, "function RUN, partition 1: " + message);
  }

  @Test
  void outputIsLimitedByRowsAndBytesOfTheWholeCall() throws Exception {
    Call rows = new Call(endless(), NUMBER, "flood");
    fails(
        rows,
        "53M05",
        "function RUN: wants 100001 of output rows, allowed 100000; WITH (max_output_rows = …) allows more");
    Call bytes = new Call(endless(), NUMBER, "flood");
    bytes.limits = limits(1_000, 100_000);
    fails(
        bytes,
        "53M05",
        "function RUN: wants 1002 of output bytes, allowed 1000; WITH (max_output_bytes = …) allows more");
    // "A", "1", "1" and their line ends are 6 bytes a partition.
    for (int[] allowed : new int[][] {{18, 6}, {17, 6}, {18, 5}}) {
      Call parts =
          new Call(
              ListRows.of(PAIR, row("a", 1), row("b", 2), row("c", 3)), NUMBER, "say", "A\n1\n1\n");
      parts.partitionColumns = List.of(0);
      parts.limits = limits(allowed[0], allowed[1]);
      if (allowed[0] == 18 && allowed[1] == 6) {
        assertThat(Programs.rows(parts.open())).hasSize(6);
      } else {
        fails(
            parts,
            "53M05",
            "function RUN, partition 3: wants "
                + (allowed[0] == 17
                    ? "18 of output bytes, allowed 17; WITH (max_output_bytes = …) allows more"
                    : "6 of output rows, allowed 5; WITH (max_output_rows = …) allows more"));
      }
    }
  }

  @Test
  void closingEarlyStopsTheProgram() throws Exception {
    Call call = new Call(endless(), NUMBER, "flood");
    TableRun run = call.open();
    try (run) {
      assertThat(run.next()).isTrue();
      assertThat(run.value(0)).isEqualTo(1);
    }
    assertThat(run.next()).isFalse();
    assertThat(run.fuelUsed()).isPositive();
    assertThat(call.input.isClosed()).isTrue();
    try (TableRun unused = new Call(endless(), NUMBER, "flood").open()) {
      assertThat(unused.partitions()).isZero();
    }
  }

  @Test
  void cancelEndsTheCallWhereverItIs() throws Exception {
    Call call = new Call(endless(), PAIR, "copy");
    try (TableRun run = call.open()) {
      assertThat(run.next()).isTrue();
      call.cancellation.cancel();
      assertThatThrownBy(() -> Programs.rows(run))
          .hasMessage("function RUN: cancelled")
          .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("57014"));
    }
    Call skipping = new Call(null, NUMBER, "say", "A\n1\n");
    skipping.input =
        new ListRows(
            PAIR,
            pairs(
                Long.MAX_VALUE,
                i -> {
                  if (i == 10_000_000) {
                    skipping.cancellation.cancel();
                  }
                  return 0;
                }));
    skipping.partitionColumns = List.of(0);
    fails(skipping, "57014", "function RUN, partition 1: cancelled");
    Call late = new Call(endless(), NUMBER, "say", "A\n", "", "l");
    late.limits = new Limits(1L << 60, 64, 60_000, 100, 0, 1_000, 10, 0);
    late.cancellation = Cancellation.after(50);
    fails(late, "57014", "function RUN: stopped by the time limit (not deterministic)");
  }

  @Test
  void anErrorOfTheInputEndsTheProgram() {
    Iterator<Object[]> broken =
        new Iterator<>() {
          private int given;

          @Override
          public boolean hasNext() {
            return true;
          }

          @Override
          public Object[] next() {
            if (given++ == 20_000) {
              throw new IllegalStateException("the backend failed");
            }
            return row("x", given);
          }
        };
    Call call = new Call(new ListRows(PAIR, broken), PAIR, "copy");
    assertThatThrownBy(() -> Programs.rows(call.open())).hasMessage("the backend failed");
    assertThat(call.input.isClosed()).isTrue();
  }

  @Test
  void aThousandPartitions() throws Exception {
    Call call = new Call(new ListRows(PAIR, pairs(3_000, i -> i / 3)), PAIR, 2);
    call.module = Programs.sample("top-n/top-n.wasm");
    call.partitionColumns = List.of(0);
    TableRun run = call.open();
    List<List<Object>> rows = Programs.rows(run);
    assertThat(run.partitions()).isEqualTo(1_000);
    assertThat(rows).hasSize(2_000);
    assertThat(rows.getLast()).isEqualTo(List.of("999", 2998));
  }

  @Test
  void aMillionRowsTakeNoMoreMemoryThanAFew() throws Exception {
    String text = "x".repeat(90);
    Call call = new Call(new ListRows(PAIR, pairs(1_000_000, i -> text)), PAIR, "copy");
    call.limits = limits(200_000_000, 1_000_000);
    long early = 0;
    long late = 0;
    try (TableRun run = call.open()) {
      while (run.next()) {
        assertThat(run.value(1)).isEqualTo((int) run.rows() - 1);
        if (run.rows() == 20_000) {
          early = usedBytes();
        } else if (run.rows() == 980_000) {
          late = usedBytes();
        }
      }
      assertThat(run.rows()).isEqualTo(1_000_000);
    }
    assertThat(late - early).as("growth of the heap, bytes").isLessThan(4_000_000);
  }

  private static long usedBytes() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /** A call in the making. */
  private static final class Call {
    private final List<Column> output;
    private final List<Object> scalars;
    private ListRows input;
    private List<Object> declared;
    private GuestModule module = Programs.tool();
    private Map<String, String> options = Map.of();
    private boolean onNull;
    private List<Integer> partitionColumns = List.of();
    private Limits limits = Programs.LIMITS;
    private Cancellation cancellation = Cancellation.create();

    Call(ListRows input, List<Column> output, Object... scalars) {
      this.input = input;
      this.output = output;
      // Lists of List.of know no null and throw when they are asked for one.
      List<Object> list = Arrays.asList(scalars);
      this.scalars = list.contains(null) ? Collections.unmodifiableList(list) : List.of(scalars);
      this.declared = this.scalars;
    }

    private FunctionOptions options() throws SQLException {
      FunctionOptions read = FunctionOptions.of("RUN", ParameterStyle.STREAM, options);
      return new FunctionOptions(limits, read.format(), read.header(), read.nullText(), 0, 0);
    }

    TableRun open() throws SQLException {
      return new TableRun(
          Programs.function(module, options, onNull, output, declared),
          module,
          options(),
          cancellation,
          input,
          partitionColumns,
          scalars);
    }
  }

  private static void fails(Call call, String state, String message) {
    assertThatThrownBy(() -> Programs.rows(call.open()))
        .isInstanceOf(SQLException.class)
        .hasMessage(message)
        .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo(state));
    assertThat(call.input.isClosed()).isTrue();
  }

  private static Limits limits(long bytes, long rows) {
    return new Limits(200_000_000, 64, 60_000, 100, 0, bytes, rows, 200);
  }

  private static String plain(String text) {
    return text.equals("''") ? "" : text.replace("\\e", "\u001b");
  }

  private static Object[] row(Object... values) {
    return values;
  }

  private static ListRows endless() {
    return new ListRows(PAIR, pairs(Long.MAX_VALUE, i -> 0));
  }

  /** Counts rows out; the key is what the function makes of their number. */
  private static Iterator<Object[]> pairs(long count, LongFunction<Object> key) {
    return LongStream.range(0, count)
        .mapToObj(i -> row(String.valueOf(key.apply(i)), (int) i))
        .iterator();
  }
}
