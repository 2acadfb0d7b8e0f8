package dev.insitu.udf.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.ParameterStyle;
import java.sql.SQLException;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CREATE and DROP of functions. */
final class FunctionStatementsTest {
  private static final String ODD =
      "insitu_alloc(i32) -> i32, half_open() -> (), half_batch(i32, i32) -> (), half_finish() -> (),"
          + " wrong_open() -> (), wrong_batch(i32) -> i32, wrong_end_partition() -> (),"
          + " wrong_finish() -> (), closes_open() -> (), closes_batch(i32, i32) -> (),"
          + " closes_end_partition() -> (), closes_finish() -> (), closes_close(i32) -> (),"
          + " run_open() -> (), run_batch(i32, i32) -> (), run_end_partition() -> (),"
          + " run_finish() -> ()";

  private Fixture db;

  @BeforeEach
  void open() throws SQLException {
    db = Fixture.open(Fixture.memory());
    for (String module : new String[] {"direct", "allocator", "random", "tool", "odd"}) {
      db.ddl("CREATE MODULE " + module + " FROM 'file:" + module + ".wasm'");
    }
  }

  @AfterEach
  void close() throws SQLException {
    db.close();
  }

  private FunctionDefinition only() throws SQLException {
    assertThat(db.session.functions()).hasSize(1);
    return db.session.functions().get(0);
  }

  @Test
  void styleExportAndDeterminismFollowFromTheModule() throws SQLException {
    db.ddl("CREATE FUNCTION half(x DOUBLE) RETURNS DOUBLE FROM MODULE direct");
    assertThat(only().style()).isEqualTo(ParameterStyle.DIRECT);
    assertThat(only().export()).isEqualTo("half");
    assertThat(only().deterministic()).isTrue();
    assertThat(only().calledOnNullInput()).isFalse();

    db.ddl("CREATE OR REPLACE FUNCTION half(x DOUBLE) RETURNS DOUBLE FROM MODULE direct VOLATILE");
    assertThat(only().deterministic()).isFalse();

    db.ddl("DROP FUNCTION half");
    db.ddl("CREATE FUNCTION roll() RETURNS INT FROM MODULE random");
    assertThat(only().export()).isEqualTo("Roll");
    assertThat(only().deterministic()).isFalse();

    db.ddl("DROP FUNCTION roll()");
    db.ddl("CREATE FUNCTION copy(t TABLE, n INT) RETURNS TABLE (k INT) FROM MODULE tool");
    assertThat(only().style()).isEqualTo(ParameterStyle.STREAM);
    assertThat(only().export()).isEqualTo("_start");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "roll() RETURNS INT FROM MODULE random DETERMINISTIC | 42M06 | function ROLL: is not"
            + " DETERMINISTIC, because module RANDOM imports random_get; leave DETERMINISTIC out",
        "f(t TABLE) RETURNS INT FROM MODULE direct EXPORT 'div' | 0A000 | function F: parameter T"
            + " is a table, which needs style STREAM",
        "f(t TABLE) RETURNS TABLE (a INT) PARAMETER STYLE DIRECT FROM MODULE tool | 0A000 |"
            + " function F: style DIRECT returns one value; RETURNS TABLE needs STREAM",
        "f(a INT) RETURNS INT PARAMETER STYLE STREAM FROM MODULE tool | 0A000 | function F: style"
            + " STREAM gives rows; write RETURNS TABLE (…)",
        "f(a TABLE, b TABLE) RETURNS TABLE (a INT) FROM MODULE tool | 0A000 | function F: takes 2"
            + " tables, which needs WITH (format = 'insitu')",
        "f(t TABLE) RETURNS TABLE (a INT) FROM MODULE random | 42M05 | function F: style STREAM"
            + " runs a program, but module RANDOM exports no _start() -> (); its functions are"
            + " div(i32, i32) -> i32, Roll() -> i32",
        "f(t TABLE) RETURNS TABLE (a INT) FROM MODULE tool EXPORT 'run' | 42M05 | function F:"
            + " style STREAM runs a program from '_start'; leave EXPORT out",
        "half(t TABLE) RETURNS TABLE (a INT) FROM MODULE odd WITH (format = 'insitu') |"
            + " 42M05 | function HALF: style STREAM asks for half_end_partition() -> (), but module"
            + " ODD exports no such function; its functions are @ODD",
        "f(t TABLE) RETURNS TABLE (a INT) FROM MODULE odd EXPORT 'wrong' | 42M05 | function F:"
            + " style STREAM asks for wrong_batch(i32, i32) -> (), but module ODD exports it as"
            + " (i32) -> i32; its functions are @ODD",
        "f(t TABLE) RETURNS TABLE (a INT) FROM MODULE odd EXPORT 'closes' | 42M05 | function F:"
            + " style STREAM asks for closes_close() -> (), but module ODD exports it as (i32) ->"
            + " (); its functions are @ODD",
        "run(t TABLE) RETURNS TABLE (a INT) FROM MODULE odd | 0A000 | function RUN: run_batch takes"
            + " frames, which needs WITH (format = 'insitu')",
        "run(t TABLE PASS THROUGH) RETURNS TABLE (a INT) FROM MODULE odd WITH (format = 'insitu',"
            + " partitions = 'shared') | 0A000 | function RUN: PASS THROUGH needs partitions that"
            + " know nothing of each other; leave partitions = 'shared' out",
        "run(t TABLE) RETURNS TABLE (a INT) FROM MODULE odd WITH (format = 'insitu', partitions ="
            + " 'all') | 42M08 | function RUN: option partitions is 'all'; allowed is 'isolated' and 'shared'",
        "f(t TABLE) RETURNS TABLE (a INT) FROM MODULE tool WITH (partitions = 'shared') | 42M08 |"
            + " function F: option partitions is 'shared', but a program runs once for each"
            + " partition; export '<name>_open', '<name>_batch', '<name>_end_partition',"
            + " '<name>_finish' instead of _start, or leave it out",
        "half(x DOUBLE) RETURNS DOUBLE CALLED ON NULL INPUT FROM MODULE direct | 42M05 | function"
            + " HALF: SQL asks for half(i32, f64) -> f64, but module DIRECT exports half(f64) ->"
            + " f64; its functions are div(i32, i32) -> i32, half(f64) -> f64, count() -> i32,"
            + " echo(i32, i32) -> i64, lie() -> i64, present(i32, i32) -> i32, spin() -> i32",
        "len(s VARCHAR) RETURNS INT FROM MODULE allocator EXPORT 'length' | 39M04 | function LEN:"
            + " malloc(65536) gave no memory but 0",
        "div(a INT, a INT) RETURNS INT FROM MODULE direct | 42601 | function DIV: parameter A"
            + " stands twice",
        "f(t TABLE (k INT, k INT)) RETURNS TABLE (a INT) FROM MODULE tool | 42601 | function F:"
            + " column K stands twice in table T",
        "f(t TABLE) RETURNS TABLE (a INT, b INT, a INT) FROM MODULE tool | 42601 | function F:"
            + " column A stands twice in RETURNS TABLE",
        "nowhere.half(x DOUBLE) RETURNS DOUBLE FROM MODULE direct | 3F000 | function HALF: no"
            + " schema NOWHERE",
        "insitu.half(x DOUBLE) RETURNS DOUBLE FROM MODULE direct | 0A000 | function HALF: schema"
            + " INSITU holds no functions of users",
        "half(x DOUBLE) RETURNS DOUBLE FROM MODULE gone | 42704 | module GONE: does not exist;"
            + " create it with CREATE MODULE",
        "half(x DOUBLE) RETURNS DOUBLE FROM MODULE public.direct | 42601 | module PUBLIC.DIRECT:"
            + " modules belong to no schema; write DIRECT",
        "upper(x DOUBLE) RETURNS DOUBLE FROM MODULE direct EXPORT 'half' | 42723 | function UPPER:"
            + " the name is taken by the built-in function UPPER; choose another name",
        "sum(x DOUBLE) RETURNS DOUBLE FROM MODULE direct EXPORT 'half' | 42723 | function SUM: the"
            + " name is taken by the built-in function SUM; choose another name",
        "half(x DOUBLE) RETURNS DOUBLE FROM MODULE direct WITH (memory = '63KB') | 42M08 |"
            + " function HALF: option memory is '63KB'; allowed is a number from '64KB' to '1GB',"
            + " with KB, MB, GB, TB or none",
        "half(x DOUBLE) RETURNS DOUBLE FROM MODULE direct WITH (header = true) | 42M08 | function"
            + " HALF: style DIRECT has no option header; it has fuel, memory, timeout, stack_depth,"
            + " table_entries",
        "f(t TABLE) RETURNS TABLE (a INT) FROM MODULE tool WITH (x = 1) | 42M08 | function F: style"
            + " STREAM has no option x; it has fuel, memory, timeout, stack_depth,"
            + " table_entries, max_output_rows, max_output_bytes, max_stderr_bytes, format, header, null, partitions",
        "f(t TABLE) RETURNS TABLE (a INT) FROM MODULE tool WITH (format = 'xml') | 42M08 |"
            + " function F: option format is 'xml'; allowed is 'csv', 'jsonl' and 'insitu'",
      })
  void whatDoesNotFitIsRefused(String function, String state, String message) throws SQLException {
    db.fails("CREATE FUNCTION " + function, state, message.replace("@ODD", ODD));
    assertThat(db.session.functions()).isEmpty();
    assertThat(db.query("SELECT COUNT(*) FROM insitu.function_parameters")).containsExactly("0");
  }

  @Test
  void anInstanceHasToStartWithinTheLimitsOfTheFunction() {
    db.fails(
        "CREATE FUNCTION echo(s VARCHAR) RETURNS VARCHAR FROM MODULE direct"
            + " WITH (memory = '64KB')",
        "53M02",
        "function ECHO: its memory cannot grow by 65536 bytes of arguments");
  }

  @Test
  void functionsOfTheDatabaseAreNotReplaced() throws SQLException {
    db.run("CREATE ALIAS sine FOR 'java.lang.Math.sin'");
    db.fails(
        "CREATE OR REPLACE FUNCTION sine(x DOUBLE) RETURNS DOUBLE FROM MODULE direct EXPORT 'half'",
        "42723",
        "function SINE: the name is taken by the function PUBLIC.SINE of the database; choose"
            + " another name");
    db.fails("DROP FUNCTION sine", "42883", "function SINE: does not exist in schema PUBLIC");
    assertThat(db.query("SELECT sine(0)")).containsExactly("0.0");
  }

  @Test
  void manyParametersAreRefusedBeforeTheyAreListed() {
    String many = String.join(", ", Collections.nCopies(101, "p INT"));
    db.fails(
        "CREATE FUNCTION f(" + many + ") RETURNS INT FROM MODULE direct",
        "0A000",
        "function F: has 101 parameters, at most 100");
    String columns = String.join(", ", Collections.nCopies(1_001, "c INT"));
    db.fails(
        "CREATE FUNCTION f(t TABLE) RETURNS TABLE (" + columns + ") FROM MODULE tool",
        "0A000",
        "function F: RETURNS TABLE has 1001 columns, at most 1000");
  }

  @Test
  void replacingChangesTheSignatureUnlessSomethingNeedsIt() throws SQLException {
    db.ddl("CREATE FUNCTION f(a INT, b INT) RETURNS INT FROM MODULE direct EXPORT 'div'");
    db.ddl(
        "CREATE OR REPLACE FUNCTION f(x DOUBLE) RETURNS DOUBLE FROM MODULE direct EXPORT 'half'");
    assertThat(db.query("SELECT f(3)")).containsExactly("1.5");
    FunctionDefinition before = only();
    db.run("CREATE VIEW v AS SELECT f(3) AS x");
    db.fails(
        "CREATE OR REPLACE FUNCTION f(a INT, b INT) RETURNS INT FROM MODULE direct EXPORT 'div'",
        "2BP01",
        "function F is needed by PUBLIC.V; drop them first");
    assertThat(only()).isEqualTo(before);
    assertThat(db.query("SELECT f(5), x FROM v")).containsExactly("2.5,1.5");
    String limited =
        "CREATE OR REPLACE FUNCTION f(y DOUBLE) RETURNS DOUBLE FROM MODULE direct EXPORT 'half'"
            + " WITH (fuel = %d)";
    // The memory of the instance has one page.
    db.fails(
        limited.formatted(1_023),
        "53M01",
        "function F: wants 1024 of fuel, allowed 1023; WITH (fuel = …) allows more");
    assertThat(only()).isEqualTo(before);
    db.ddl(limited.formatted(1_024));
    assertThat(only()).isNotEqualTo(before);
    assertThat(db.query("SELECT x FROM v")).containsExactly("1.5");
  }

  @Test
  void scalarAndTableFunctionsReplaceEachOther() throws SQLException {
    db.ddl("CREATE FUNCTION f(x DOUBLE) RETURNS DOUBLE FROM MODULE direct EXPORT 'half'");
    db.ddl("CREATE OR REPLACE FUNCTION f(t TABLE) RETURNS TABLE (a INT) FROM MODULE tool");
    assertThat(routines()).isEqualTo("0");
    db.ddl(
        "CREATE OR REPLACE FUNCTION f(x DOUBLE) RETURNS DOUBLE FROM MODULE direct EXPORT 'half'");
    assertThat(routines()).isEqualTo("1");
    assertThat(db.query("SELECT f(5)")).containsExactly("2.5");
    db.ddl("DROP FUNCTION f");
    assertThat(routines()).isEqualTo("0");
  }

  private String routines() throws SQLException {
    return db.query(
            "SELECT COUNT(*) FROM information_schema.routines WHERE routine_schema = 'PUBLIC'")
        .get(0);
  }

  @Test
  void droppingTakesTypes() throws SQLException {
    db.ddl("CREATE FUNCTION echo(s VARCHAR(9)) RETURNS VARCHAR FROM MODULE direct");
    db.fails(
        "DROP FUNCTION echo(INT, TABLE)",
        "42883",
        "function ECHO: takes (VARCHAR(9)), not (INTEGER, TABLE)");
    db.fails("DROP FUNCTION echo()", "42883", "function ECHO: takes (VARCHAR(9)), not ()");
    db.ddl("DROP FUNCTION IF EXISTS echo(INT)");
    assertThat(db.session.functions()).hasSize(1);
    db.ddl("DROP FUNCTION public.echo(CHARACTER VARYING(9))");
    assertThat(db.session.functions()).isEmpty();
    db.ddl("DROP FUNCTION IF EXISTS echo");
  }

  @Test
  void functionsBelongToTheSchemaOfTheSession() throws SQLException {
    db.run("CREATE SCHEMA s");
    db.run("SET SCHEMA s");
    db.ddl("CREATE FUNCTION half(x DOUBLE) RETURNS DOUBLE FROM MODULE direct");
    assertThat(only().schema()).isEqualTo("S");
    assertThat(db.session.function(null, "HALF")).contains(only());
    assertThat(db.query("SELECT half(3)")).containsExactly("1.5");
    db.run("SET SCHEMA public");
    assertThat(db.session.function(null, "HALF")).isEmpty();
    assertThat(db.session.function("S", "HALF")).isPresent();
    db.fails("DROP FUNCTION half", "42883", "function HALF: does not exist in schema PUBLIC");
    db.ddl("DROP FUNCTION s.half");
  }
}
