package dev.insitu.udf.session;

import dev.insitu.udf.option.NumericOption;
import dev.insitu.udf.recording.RecordingFolder;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a session is opened with.
 *
 * @param baseDirectory what relative {@code file:} paths of CREATE MODULE are relative to
 * @param recordings where recordings may go; null when the session may make none
 * @param limits what calls may use at the beginning, as text; DEFAULT goes back to it
 */
public record SessionOptions(
    Path baseDirectory, @Nullable RecordingFolder recordings, Map<NumericOption, String> limits) {
  /** Copies the map. */
  public SessionOptions {
    limits = Map.copyOf(limits);
  }

  /** Options of a session without limits of its own. */
  public SessionOptions(Path baseDirectory, @Nullable RecordingFolder recordings) {
    this(baseDirectory, recordings, Map.of());
  }

  /** Options of a session that may make no recordings. */
  public SessionOptions(Path baseDirectory) {
    this(baseDirectory, null);
  }
}
