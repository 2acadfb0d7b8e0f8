package dev.insitu.cli;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.IntSupplier;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/**
 * What a command reads and writes; text is UTF-8.
 *
 * @param out results; a closed reader shows as an IOException
 * @param err errors and notes
 * @param inIsTerminal whether somebody types {@code in}
 * @param outColumns gives the width of the terminal that {@code out} is, 0 when it is none
 * @param errIsTerminal whether notes are wanted on {@code err}
 */
record Streams(
    InputStream in,
    Writer out,
    PrintWriter err,
    boolean inIsTerminal,
    IntSupplier outColumns,
    boolean errIsTerminal) {
  static Streams of(InputStream in, OutputStream out, OutputStream err) {
    return new Streams(in, buffered(out), printer(err), false, () -> 0, false);
  }

  static Streams of(Terminal terminal) {
    OutputStream out = terminal.output();
    return new Streams(
        terminal.input(), buffered(out), printer(out), true, terminal::getColumns, true);
  }

  /** The process's own streams; the launcher says which of them are terminals. */
  static Streams ofProcess() {
    return new Streams(
        new FileInputStream(FileDescriptor.in),
        buffered(new FileOutputStream(FileDescriptor.out)),
        printer(new FileOutputStream(FileDescriptor.err)),
        isTerminal(0),
        () -> number(System.getenv("INSITU_COLUMNS")),
        isTerminal(2));
  }

  private static Writer buffered(OutputStream out) {
    return new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
  }

  private static PrintWriter printer(OutputStream err) {
    return new PrintWriter(new OutputStreamWriter(err, StandardCharsets.UTF_8), true);
  }

  private static boolean isTerminal(int stream) {
    String terminals = Objects.requireNonNullElse(System.getenv("INSITU_TERMINALS"), "");
    return terminals.contains(String.valueOf(stream));
  }

  private static int number(@Nullable String digits) {
    return digits != null && digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
  }

  /** Returns the same streams for somebody who wants no notes. */
  Streams withoutNotes() {
    return new Streams(in, out, err, inIsTerminal, outColumns, false);
  }

  /** Writes a line about what was done, for somebody who watches. */
  void note(String text) {
    if (errIsTerminal) {
      err.println("\033[2m" + text + "\033[0m");
    }
  }
}
