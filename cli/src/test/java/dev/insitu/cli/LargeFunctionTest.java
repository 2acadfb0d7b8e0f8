package dev.insitu.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Functions that the JVM never compiles are accepted, and whoever creates them is told. */
final class LargeFunctionTest {
  private static final String LARGE =
      "f becomes 9000 bytes of Java code, of which the Java virtual machine compiles at most 8000, so"
          + " it runs many times slower; split it or build with -Os";
  private static final String TWO =
      "2 functions become more than the 8000 bytes of Java code that the Java virtual machine"
          + " compiles, so they run many times slower, the largest, f, with 9000; split them or"
          + " build with -Os";

  @TempDir private Path folder;

  private final Console console = new Console();

  @BeforeEach
  void write() throws IOException {
    Files.write(folder.resolve("large.wasm"), module(4_500));
    Files.write(folder.resolve("two.wasm"), module(4_500, 4_200));
    Files.write(folder.resolve("small.wasm"), module(3_900));
  }

  @Test
  void inspectAndRunShowIt() throws IOException {
    assertThat(console.run("inspect", folder.resolve("large.wasm").toString())).isZero();
    assertThat(rounded(console.out())).contains("warning  " + LARGE + "\n");
    assertThat(console.run("inspect", folder.resolve("small.wasm").toString())).isZero();
    assertThat(console.out()).doesNotContain("warning");
    Path script = folder.resolve("create.sql");
    Files.writeString(
        script,
        "CREATE MODULE a FROM 'file:large.wasm'; CREATE MODULE b FROM 'file:small.wasm';\n");
    assertThat(console.run("run", script.toString())).isZero();
    // Like all notes it is for terminals.
    assertThat(console.err()).isEmpty();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Streams plain = Streams.of(InputStream.nullInputStream(), new ByteArrayOutputStream(), err);
    Streams terminal =
        new Streams(plain.in(), plain.out(), plain.err(), false, plain.outColumns(), true);
    assertThat(Main.run(terminal, "run", script.toString())).isZero();
    assertThat(rounded(err.toString(StandardCharsets.UTF_8)))
        .contains("warning: SQLSTATE 01000: module A: " + LARGE)
        .doesNotContain("module B");
  }

  @Test
  void theStatementHasAWarningUntilItRunsAgain() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:insitu:h2:mem:");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE MODULE small FROM 'file:" + folder.resolve("small.wasm") + "'");
      assertThat(warning(statement)).isNull();
      statement.execute("CREATE MODULE two FROM 'file:" + folder.resolve("two.wasm") + "'");
      SQLWarning warning = statement.getWarnings();
      assertThat(warning(statement)).isEqualTo("module TWO: " + TWO);
      assertThat(warning.getSQLState()).isEqualTo("01000");
      assertThat((Throwable) warning.getNextWarning()).isNull();
      statement.execute("SELECT 1");
      assertThat(warning(statement)).isNull();
      statement.execute("DROP MODULE two");
      assertThat(warning(statement)).isNull();
      try (PreparedStatement prepared =
          connection.prepareStatement(
              "CREATE OR REPLACE MODULE two FROM 'file:" + folder.resolve("two.wasm") + "'")) {
        prepared.execute();
        assertThat(warning(prepared)).isEqualTo("module TWO: " + TWO);
        prepared.clearWarnings();
        assertThat(warning(prepared)).isNull();
      }
    }
  }

  /** Returns a text in which the size of the larger function has no more than one digit. */
  private static String rounded(String text) {
    return text.replaceAll("\\b9[0-9]{3}\\b", "9000");
  }

  private static @Nullable String warning(Statement statement) throws SQLException {
    SQLWarning warning = statement.getWarnings();
    return warning == null ? null : rounded(String.valueOf(warning.getMessage()));
  }

  /** Returns a module of functions {@code () -> i32} with so many additions; the first is f. */
  private static byte[] module(int... additions) {
    ByteArrayOutputStream functions = new ByteArrayOutputStream();
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    functions.write(additions.length);
    code.write(additions.length);
    for (int count : additions) {
      functions.write(0);
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      write(body, 0, 0x41, 1);
      for (int i = 0; i < count; i++) {
        write(body, 0x41, 1, 0x6A);
      }
      body.write(0x0B);
      number(code, body.size());
      code.writeBytes(body.toByteArray());
    }
    ByteArrayOutputStream module = new ByteArrayOutputStream();
    write(module, 0, 'a', 's', 'm', 1, 0, 0, 0);
    write(module, 1, 5, 1, 0x60, 0, 1, 0x7F);
    section(module, 3, functions);
    write(module, 7, 5, 1, 1, 'f', 0, 0);
    section(module, 10, code);
    return module.toByteArray();
  }

  private static void section(ByteArrayOutputStream out, int id, ByteArrayOutputStream content) {
    out.write(id);
    number(out, content.size());
    out.writeBytes(content.toByteArray());
  }

  private static void write(ByteArrayOutputStream out, int... bytes) {
    for (int value : bytes) {
      out.write(value);
    }
  }

  private static void number(ByteArrayOutputStream out, int value) {
    int rest = value;
    while (rest >= 0x80) {
      out.write(rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }
}
