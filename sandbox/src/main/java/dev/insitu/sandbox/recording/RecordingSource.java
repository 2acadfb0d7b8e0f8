package dev.insitu.sandbox.recording;

import java.io.IOException;
import java.io.InputStream;

/** A recording's bytes, which are read several times, also at once. */
@FunctionalInterface
public interface RecordingSource {
  /** Opens the bytes from their beginning; whoever asks closes the stream. */
  InputStream open() throws IOException;
}
