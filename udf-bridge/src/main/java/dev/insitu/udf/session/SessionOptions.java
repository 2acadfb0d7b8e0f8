package dev.insitu.udf.session;

import dev.insitu.udf.recording.RecordingFolder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a session is opened with.
 *
 * @param baseDirectory what relative {@code file:} paths of CREATE MODULE are relative to
 * @param recordings where recordings may go; null when the session may make none
 */
public record SessionOptions(Path baseDirectory, @Nullable RecordingFolder recordings) {
  /** Options of a session that may make no recordings. */
  public SessionOptions(Path baseDirectory) {
    this(baseDirectory, null);
  }
}
