package dev.insitu.udf.session;

import dev.insitu.sandbox.recording.RecordingMode;
import dev.insitu.udf.CallLimits;
import dev.insitu.udf.call.SessionCalls;
import dev.insitu.udf.ddl.DdlStatement;
import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.error.SqlErrors;
import dev.insitu.udf.h2.H2FunctionHost;
import dev.insitu.udf.option.NumericOption;
import dev.insitu.udf.option.SettableLimits;
import dev.insitu.udf.recording.RecordingFolder;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What SET and RESET of a session change, and where it began. */
final class SessionSettings {
  private final SessionCalls calls;
  private final H2FunctionHost host;
  private final @Nullable RecordingFolder recordings;
  private final CallLimits beginning;

  /**
   * Gives a session the settings that it was opened with.
   *
   * @throws SQLException when one of its limits, or of the server's, cannot be read
   */
  SessionSettings(SessionCalls calls, H2FunctionHost host, SessionOptions options)
      throws SQLException {
    this.calls = calls;
    this.host = host;
    this.recordings = options.recordings();
    this.beginning = SettableLimits.with(SettableLimits.server(), options.limits());
    calls.setLimits(beginning);
    for (Map.Entry<NumericOption, String> limit : options.limits().entrySet()) {
      host.limitRemotely(limit.getKey(), limit.getValue());
    }
  }

  void execute(DdlStatement.Setting setting) throws SQLException {
    switch (setting) {
      case DdlStatement.SetRecord set -> record(set.mode());
      case DdlStatement.SetLimit set -> {
        NumericOption option = SettableLimits.option(set.name());
        String value = set.value();
        if (value == null) {
          goBack(option);
        } else {
          String where = "SET insitu." + option.key();
          CallLimits chosen =
              SettableLimits.with(calls.limits(), option, value, where, ErrorCode.OPTION);
          host.limitRemotely(option, value);
          calls.setLimits(chosen);
        }
      }
      case DdlStatement.Reset reset -> {
        if (reset.name().equals("all")) {
          reset();
        } else if (reset.name().equals("record")) {
          record(null);
        } else {
          goBack(SettableLimits.option(reset.name()));
        }
      }
    }
  }

  /** Goes back to what the session was opened with. */
  void reset() throws SQLException {
    record(null);
    for (NumericOption option : NumericOption.values()) {
      goBack(option);
    }
  }

  private void goBack(NumericOption option) throws SQLException {
    CallLimits then = SettableLimits.with(calls.limits(), option, beginning.session());
    if (!then.equals(calls.limits())) {
      long value = option.of(beginning.session());
      boolean none = value == option.of(CallLimits.NONE.session());
      host.limitRemotely(option, none ? null : String.valueOf(value));
      calls.setLimits(then);
    }
  }

  /** Chooses whether the functions of later statements are recorded; null for not at all. */
  void record(@Nullable RecordingMode mode) throws SQLException {
    if (mode != null && recordings == null) {
      throw SqlErrors.of(
          ErrorCode.NOT_SUPPORTED,
          "SET insitu.record: this connection has no folder for recordings; whoever opens it sets"
              + " insitu.recordDirectory, or runs ./insitu run --record DIR");
    }
    if (mode != null && !host.isEmbedded()) {
      throw SqlErrors.of(
          ErrorCode.NOT_SUPPORTED,
          "SET insitu.record: scalar functions run in the process of the database's server, which"
              + " cannot be recorded from here; open the database embedded");
    }
    calls.record(recordings, mode);
  }
}
