package dev.insitu.cli;

import dev.insitu.sandbox.Sandbox;
import dev.insitu.sandbox.Versions;
import dev.insitu.sandbox.module.SafeText;
import dev.insitu.sandbox.recording.Recording;
import dev.insitu.sandbox.recording.RecordingRefused;
import dev.insitu.sandbox.recording.RecordingSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A recording in a file, opened and described. */
final class RecordingFile {
  private RecordingFile() {}

  /** Reads all of a recording; nothing of it runs. */
  static Recording open(Path file) throws Failure, RecordingRefused {
    try {
      return Recording.open(source(file), Sandbox.create());
    } catch (IOException e) {
      throw unreadable(file);
    }
  }

  static RecordingSource source(Path file) throws Failure {
    if (!Files.exists(file)) {
      throw new Failure("no file " + file.toAbsolutePath());
    }
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw unreadable(file);
    }
    return () -> Files.newInputStream(file);
  }

  static @Nullable RecordingSource input(@Nullable Path file) throws Failure {
    return file == null ? null : source(file);
  }

  static Failure unreadable(Path file) {
    return new Failure("cannot read " + file.toAbsolutePath());
  }

  /** Writes what was recorded. */
  static void describe(Recording recording, PrintWriter out) {
    out.println(
        "function   " + safe(recording.function().name()) + safe(recording.function().signature()));
    out.println(
        "export     "
            + safe(recording.function().export())
            + ", style "
            + safe(recording.function().style()));
    out.println(
        "module     "
            + safe(recording.function().module())
            + ", sha256 "
            + recording.module().description().digest());
    out.println(
        "recorded   "
            + recording.mode().name().toLowerCase(Locale.ROOT)
            + ", "
            + entries(recording)
            + (recording.rows() < 0 ? "" : ", rows " + recording.rows())
            + ", fuel "
            + recording.fuel()
            + ", memory of at most "
            + recording.peakPages()
            + " pages");
    out.println(
        "output     " + recording.outputBytes() + " bytes, sha256 " + recording.outputSha256());
    out.println(
        "made by    "
            + safe(recording.versions().engine())
            + (recording.versions().equals(Versions.CURRENT) ? "" : " (this is another)")
            + ", Java "
            + safe(recording.origin()));
  }

  private static String entries(Recording recording) {
    return (recording.isOfCommands() ? "partitions " : "calls ") + recording.entries();
  }

  private static String safe(String text) {
    return SafeText.escape(text);
  }
}
