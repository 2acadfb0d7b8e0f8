package dev.insitu.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RunTest {
  @TempDir private Path folder;

  private final Console console = new Console();
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

  @Test
  void printsCsv() throws IOException {
    String file = script("SELECT 1 AS \"one\";\n");
    assertThat(console.run("run", "--format", "csv", file)).isZero();
    assertThat(console.out()).isEqualTo("one\n1\n");
    assertThat(console.err()).isEmpty();
  }

  @Test
  void csvQuotesWhatItMustAndTellsNullFromEmpty() {
    console.input(
        """
        SELECT 'a,b' AS "x,""y"" ", 'say "hi" ' AS Q, NULL AS N, '' AS E, 'two
        lines' AS L, X'00ff' AS B, TRUE AS T, 1.50 AS D, 1E20::DOUBLE AS F, 'é' AS U;
        """);
    assertThat(console.run("run", "--format", "csv", "-")).isZero();
    assertThat(console.out())
        .isEqualTo(
            """
            "x,""y"" ",Q,N,E,L,B,T,D,F,U
            "a,b","say ""hi"" ",,"","two
            lines",00ff,TRUE,1.50,1.0E20,é
            """);
  }

  @Test
  void jsonKeepsEveryDigitAndNumbersLabelsThatRepeat() {
    console.input(
        """
        SELECT 12345678901234567890.10 AS N, 9007199254740993 AS N, 0.1::DOUBLE AS D,
          'NaN'::DOUBLE AS X, FALSE AS B, NULL AS Z, 'say "hi"\\
        ' AS S, ARRAY[1, NULL, 3] AS A, JSON '{"k": [1]}' AS J, X'00ff' AS Y, DATE '2008-01-02' AS T;
        SELECT 1 AS K WHERE FALSE;
        SELECT X FROM SYSTEM_RANGE(1, 2);
        """);
    assertThat(console.run("run", "--format", "json", "-")).isZero();
    assertThat(console.out())
        .isEqualTo(
            """
            [
            {"N": 12345678901234567890.10, "N_2": 9007199254740993, "D": 0.1, "X": "NaN", \
            "B": false, "Z": null, "S": "say \\"hi\\"\\\\\\n", "A": [1, null, 3], \
            "J": {"k":[1]}, "Y": "00ff", "T": "2008-01-02"}
            ]
            []
            [
            {"X": 1},
            {"X": 2}
            ]
            """);
  }

  @Test
  void boxAlignsNumbersRightAndShowsWhatIsNotThere() {
    console.input(
        """
        SELECT * FROM (VALUES (1, 'Honolulu', 4464.125), (20, NULL, NULL), (NULL, '東京', 0),
          (3, 'two
        lines', 1)) AS T(N, "City", KM);
        """);
    assertThat(console.run("run", "-")).isZero();
    assertThat(console.out())
        .isEqualTo(
            """
            ┌──────┬──────────┬──────────┐
            │    N │ City     │       KM │
            ├──────┼──────────┼──────────┤
            │    1 │ Honolulu │ 4464.125 │
            │   20 │ NULL     │     NULL │
            │ NULL │ 東京     │        0 │
            │    3 │ two      │        1 │
            │      │ lines    │          │
            └──────┴──────────┴──────────┘
            """);
  }

  @Test
  void boxCutsLongTextAndDisarmsControlCharacters() {
    console.input("SELECT 1 AS N, REPEAT('x', 100) AS LONG, CHAR(27) || '[2J' || CHAR(9) AS ESC;");
    assertThat(console.run("run", "-")).isZero();
    assertThat(console.out())
        .contains("│ " + "x".repeat(63) + "… │ \\u001B[2J\\t │")
        .doesNotContain("\u001b");
  }

  @Test
  void boxOpensAgainWhenLaterRowsAreWider() {
    console.input("SELECT REPEAT('x', X / 1000) AS S FROM SYSTEM_RANGE(2, 2001);");
    assertThat(console.run("run", "-")).isZero();
    assertThat(console.out().lines().filter(line -> line.startsWith("┌")))
        .containsExactly("┌───┐", "┌────┐");
    assertThat(console.out().lines().filter(line -> line.startsWith("│ x"))).hasSize(1002);
  }

  @Test
  void stopsAtTheFirstErrorAndSaysWhere() throws IOException {
    String file = script("SELECT 1 AS A;\n\nSELECT *\nFROM NOWHERE;\nSELECT 2 AS B;\n");
    assertThat(console.run("run", "--format", "csv", file)).isEqualTo(1);
    assertThat(console.out()).isEqualTo("A\n1\n");
    assertThat(console.err())
        .isEqualTo(
            "error: SQLSTATE 42S04: Table \"NOWHERE\" not found (this database is empty)\n"
                + ("  at " + file + ":3\n"));
  }

  @Test
  void continuesWhenToldAndStillFailsAtTheEnd() throws IOException {
    String file = script("SELECT 1/0;\nSELECT 2 AS B;\nSELECT 'x;\n");
    String second = folder.resolve("second.sql").toString();
    Files.writeString(Path.of(second), "SELECT 3 AS C;");
    assertThat(console.run("run", "--continue", "--format=csv", file, second)).isEqualTo(1);
    assertThat(console.out()).isEqualTo("B\n2\nC\n3\n");
    assertThat(console.err())
        .isEqualTo(
            "error: SQLSTATE 22012: Division by zero: \"1\"\n  at "
                + file
                + ":1\nerror: SQLSTATE 42601: string that starts at line 3, column 8 is not closed\n"
                + ("  at " + file + ":3\n"));
  }

  @Test
  void keepsADatabaseOnDisk() throws IOException {
    String url = "jdbc:insitu:h2:" + folder.resolve("shop");
    String create = script("CREATE TABLE T(A INT); INSERT INTO T VALUES (1), (2);");
    assertThat(console.run("run", "--url", url, create)).isZero();
    assertThat(console.out()).isEmpty();
    console.input("SELECT COUNT(*) AS N FROM T");
    assertThat(console.run("run", "--url", url, "--format", "CSV", "-")).isZero();
    assertThat(console.out()).isEqualTo("N\n2\n");
  }

  @Test
  void filesOfAScriptAreRelativeToItsFolder() throws IOException {
    Path one = Files.createDirectory(folder.resolve("one's"));
    Path two = Files.createDirectory(folder.resolve("two"));
    Path module = Path.of(System.getProperty("insitu.root"), "samples/tip/tip.wasm");
    Files.copy(module, one.resolve("a.wasm"));
    Files.copy(module, two.resolve("b.wasm"));
    Files.writeString(one.resolve("data.csv"), "A\n1\n");
    Path first = one.resolve("first.sql");
    Files.writeString(
        first,
        "CREATE MODULE a FROM 'file:a.wasm'; SELECT * FROM CSVREAD(@script_dir || '/data.csv');");
    Path second =
        Files.writeString(two.resolve("second.sql"), "CREATE MODULE b FROM 'file:b.wasm';");
    assertThat(console.run("run", "--format", "csv", first.toString(), second.toString())).isZero();
    assertThat(console.out()).isEqualTo("A\n1\n");
    Files.writeString(second, "CREATE MODULE b FROM 'file:a.wasm';");
    assertThat(console.run("run", "--format", "csv", first.toString(), second.toString()))
        .isEqualTo(1);
    assertThat(console.err())
        .isEqualTo(
            "error: SQLSTATE 42M07: module B: no file %s/a.wasm\n  at %s:1\n"
                .formatted(two, second));
  }

  /** The rows are more than any memory holds: they are written as they are found. */
  @ParameterizedTest
  @ValueSource(strings = {"box", "csv", "json"})
  void resultsStreamAndEndQuietlyWhenNobodyReads(String format) throws IOException {
    String file = script("SELECT X FROM SYSTEM_RANGE(1, 1000000000000);");
    AtomicLong written = new AtomicLong();
    assertThat(run(pipe(written, 100_000), "run", "--format", format, file)).isEqualTo(128 + 13);
    assertThat(written.get()).isLessThan(300_000);
    assertThat(errors.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void saysWhenTheOutputCannotBeWritten() throws IOException {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    assertThat(run(full, "run", "--format", "csv", script("SELECT 1 AS A;"))).isEqualTo(1);
    assertThat(errors.toString(StandardCharsets.UTF_8))
        .isEqualTo("error: No space left on device\n");
  }

  private int run(OutputStream out, String... arguments) {
    return Main.run(Streams.of(InputStream.nullInputStream(), out, errors), arguments);
  }

  /** Counts bytes until nobody reads them any more. */
  private static OutputStream pipe(AtomicLong written, long most) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        if (written.addAndGet(length) > most) {
          throw new IOException("Broken pipe");
        }
      }
    };
  }

  @Test
  void saysWhatIsWrongWithItsOwnArguments() throws IOException {
    String absent = folder.resolve("absent.sql").toString();
    assertThat(console.run("run", absent)).isEqualTo(1);
    assertThat(console.err()).isEqualTo("error: no file " + absent + "\n");
    assertThat(console.run("run", "--url", "jdbc:h2:mem:", absent)).isEqualTo(1);
    assertThat(console.err())
        .isEqualTo("error: --url must start with jdbc:insitu:, found 'jdbc:h2:mem:'\n");
    assertThat(console.run("run", folder.toString())).isEqualTo(1);
    assertThat(console.err()).isEqualTo("error: cannot read " + folder + "\n");
    Path latin = Files.write(folder.resolve("latin.sql"), new byte[] {'S', (byte) 0xe9});
    assertThat(console.run("run", latin.toString())).isEqualTo(1);
    assertThat(console.err()).isEqualTo("error: the script is not UTF-8\n  at " + latin + ":1\n");
    assertThat(console.run("run")).isEqualTo(2);
  }

  private String script(String sql) throws IOException {
    return Files.writeString(folder.resolve("script.sql"), sql).toString();
  }
}
