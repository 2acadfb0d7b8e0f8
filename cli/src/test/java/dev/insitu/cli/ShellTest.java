package dev.insitu.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.jline.terminal.Size;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The shell behind a pipe, and with somebody who types at a terminal of JLine's. */
@Timeout(60)
final class ShellTest {
  private static final String CONTROL_C = "\u0003";
  private static final String CONTROL_D = "\u0004";

  @TempDir private Path folder;

  private final Console console = new Console();

  @Test
  void aPipeGetsResultsAndNoPrompts() {
    console.input("SELECT 1 AS A;\nSELECT *\nFROM NOWHERE;\nhelp\nSELECT 2 AS B;\nquit\nSELECT 3;");
    assertThat(console.run("shell", "--format", "csv")).isEqualTo(1);
    assertThat(console.out()).startsWith("A\n1\nA statement ends with").endsWith("B\n2\n");
    assertThat(console.err())
        .isEqualTo("error: SQLSTATE 42S04: Table \"NOWHERE\" not found (this database is empty)\n");
  }

  @Test
  void aPipeThatFailsNowhereEndsWithZero() {
    assertThat(console.input("SELECT 1 AS A").run("shell", "--format", "csv")).isZero();
    assertThat(console.out()).isEqualTo("A\n1\n");
    assertThat(console.input("SELECT 'x").run("shell")).isEqualTo(1);
    assertThat(console.err())
        .isEqualTo("error: SQLSTATE 42601: string that starts at line 1, column 8 is not closed\n");
  }

  @Test
  void statementsTakeSeveralLinesAndErrorsDoNotEndIt() throws Exception {
    try (Typist typist = new Typist(folder.resolve("history"))) {
      typist.sees("insitu> ");
      typist.types("SELECT 'a;\rb' AS\r");
      typist.sees("     -> ");
      typist.types("X;\r");
      typist.sees("│ b  │");
      typist.types("SELECT 1/0;\r");
      typist.sees("error: SQLSTATE 22012: Division by zero: \"1\"");
      typist.types("SELECT 6 * 7 AS N; SELECT 7 * 7 AS M;\r");
      typist.sees("│ 42 │");
      typist.sees("│ 49 │");
      typist.types(CONTROL_D);
      typist.leaves();
    }
    assertThat(Files.readString(folder.resolve("history"))).contains("SELECT 6 * 7 AS N;");
  }

  @Test
  void controlCDropsWhatWasTyped() throws Exception {
    try (Typist typist = new Typist(folder.resolve("history"))) {
      typist.sees("insitu> ");
      typist.types("SELECT 'never\r");
      typist.sees("     -> ");
      typist.types(CONTROL_C);
      typist.sees("insitu> ");
      typist.types("SELECT 6 * 7 AS N;\r");
      typist.sees("│ 42 │");
      typist.types("quit\r");
      typist.leaves();
    }
  }

  @Test
  void controlCCancelsTheStatementThatRuns() throws Exception {
    try (Typist typist = new Typist(folder.resolve("history"))) {
      typist.sees("insitu> ");
      typist.types("SELECT COUNT(*) FROM SYSTEM_RANGE(1, 100000) A, SYSTEM_RANGE(1, 100000) B;\r");
      typist.waitUntil(typist::isRunning);
      typist.types(CONTROL_C);
      typist.sees("error: SQLSTATE 57014: ");
      typist.types("SELECT 6 * 7 AS N;\r");
      typist.sees("│ 42 │");
      typist.types("exit\r");
      typist.leaves();
    }
  }

  @Test
  void completesKeywordsAndNames() throws Exception {
    try (Typist typist = new Typist(folder.resolve("history"))) {
      typist.sees("insitu> ");
      typist.types("CREATE TABLE PENGUINS(A INT);\r");
      typist.sees("insitu> ");
      typist.types("sel\t COUNT(*) + 41 AS N FR\t PENG\t;\r");
      typist.sees("│ 41 │");
      Path module = Path.of(System.getProperty("insitu.root"), "samples/tip/tip.wasm");
      typist.types("CREATE MODULE m FROM 'file:" + module + "';\r");
      typist.sees("insitu> ");
      typist.types("CREATE FUNCTION tipped(a DOUBLE, b DOUBLE) RETURNS DOUBLE ");
      typist.types("LANGUAGE WASM FROM MODULE m EXPORT 'tip';\r");
      typist.sees("insitu> ");
      typist.types("VALUES tip\t(4100.0, 1.0);\r");
      typist.sees("│ 41.0 │");
      typist.types("quit\r");
      typist.leaves();
    }
  }

  @Test
  void keepsItsHistoryWhereTheDesktopSays() {
    assertThat(Shell.historyFile(null, "/home/ada"))
        .isEqualTo(Path.of("/home/ada/.insitu_history"));
    assertThat(Shell.historyFile("/state", "/home/ada"))
        .isEqualTo(Path.of("/state/insitu/history"));
    assertThat(Shell.historyFile("relative", "/home/ada"))
        .isEqualTo(Path.of("/home/ada/.insitu_history"));
  }

  /** Somebody at a terminal, with the shell in a thread of its own. */
  private static final class Typist implements AutoCloseable {
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private final LineDisciplineTerminal terminal;
    private final Connection connection;
    private final Shell shell;
    private final Thread thread;
    private int read;

    Typist(Path history) throws Exception {
      terminal = new LineDisciplineTerminal("test", "xterm", screen, StandardCharsets.UTF_8);
      terminal.setSize(Size.of(100, 40));
      connection = Database.open(Database.IN_MEMORY);
      Streams none = Streams.of(InputStream.nullInputStream(), screen, screen);
      shell = new Shell(none);
      thread =
          Thread.ofPlatform()
              .name("shell")
              .start(() -> {
                try {
                  shell.interactive(connection, terminal, history);
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
    }

    void types(String text) throws IOException {
      terminal.processInputBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Waits until the screen shows a text after what was seen before. */
    void sees(String text) throws InterruptedException {
      waitUntil(() -> shown().indexOf(text, read) >= 0);
      read = shown().indexOf(text, read) + text.length();
    }

    boolean isRunning() {
      return Arrays.stream(thread.getStackTrace())
          .anyMatch(frame -> frame.getClassName().startsWith("org.h2.command.query"));
    }

    void waitUntil(BooleanSupplier condition) throws InterruptedException {
      long deadline = System.nanoTime() + 20_000_000_000L;
      while (!condition.getAsBoolean()) {
        assertThat(System.nanoTime()).as("screen:%n%s", shown()).isLessThan(deadline);
        Thread.sleep(10);
      }
    }

    void leaves() throws InterruptedException {
      thread.join(20_000);
      assertThat(thread.isAlive()).as("screen:%n%s", shown()).isFalse();
    }

    private String shown() {
      return screen.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException, SQLException {
      terminal.close();
      connection.close();
    }
  }
}
