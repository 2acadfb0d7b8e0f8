package dev.insitu.udf.call;

import dev.insitu.sandbox.GuestModule;
import dev.insitu.sandbox.recording.CallRecording;
import dev.insitu.udf.FunctionDefinition;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Says where the next call of a function is recorded; asked before each call, so it is cheap. */
@FunctionalInterface
public interface CallRecorder {
  /** Records nothing. */
  CallRecorder NONE = (function, module) -> null;

  /** Returns the recording, null for none. */
  @Nullable CallRecording recording(FunctionDefinition function, GuestModule module)
      throws SQLException;
}
