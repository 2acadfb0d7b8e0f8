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
import org.jspecify.annotations.Nullable;

/**
 * What a command reads and writes; text is UTF-8.
 *
 * @param out results; a closed reader shows as an IOException
 * @param err errors and notes
 * @param columns width of the terminal that {@code out} is, 0 when it is none
 * @param errIsTerminal whether notes are wanted on {@code err}
 */
record Streams(InputStream in, Writer out, PrintWriter err, int columns, boolean errIsTerminal) {
  static Streams of(InputStream in, OutputStream out, OutputStream err) {
    return new Streams(in, buffered(out), printer(err), 0, false);
  }

  /** The process's own streams; the launcher says which of them are terminals. */
  static Streams ofProcess() {
    return new Streams(
        new FileInputStream(FileDescriptor.in),
        buffered(new FileOutputStream(FileDescriptor.out)),
        printer(new FileOutputStream(FileDescriptor.err)),
        number(System.getenv("INSITU_OUT_COLUMNS")),
        System.getenv("INSITU_ERR_TERMINAL") != null);
  }

  private static Writer buffered(OutputStream out) {
    return new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
  }

  private static PrintWriter printer(OutputStream err) {
    return new PrintWriter(new OutputStreamWriter(err, StandardCharsets.UTF_8), true);
  }

  private static int number(@Nullable String digits) {
    return digits != null && digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
  }

  /** Writes a line about what was done, for somebody who watches. */
  void note(String text) {
    if (errIsTerminal) {
      err.println("\033[2m" + text + "\033[0m");
    }
  }
}
