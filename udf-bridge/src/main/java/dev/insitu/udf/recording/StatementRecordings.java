package dev.insitu.udf.recording;

import dev.insitu.sandbox.GuestModule;
import dev.insitu.sandbox.recording.CallRecording;
import dev.insitu.sandbox.recording.CommandRecording;
import dev.insitu.sandbox.recording.RecordedFunction;
import dev.insitu.sandbox.recording.RecordingMode;
import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.Parameter;
import dev.insitu.udf.Returns;
import dev.insitu.udf.type.Column;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The recordings of one statement: one of all calls of each scalar function, and one of each call
 * of a table function, which its owner ends. One thread.
 */
public final class StatementRecordings implements AutoCloseable {
  private final RecordingFolder folder;
  private final RecordingMode mode;
  private final Map<String, CallRecording> calls = new LinkedHashMap<>();

  /** Starts with no file. */
  public StatementRecordings(RecordingFolder folder, RecordingMode mode) {
    this.folder = folder;
    this.mode = mode;
  }

  /** Returns the recording that calls of a scalar function, or of an aggregate's export, go to. */
  public CallRecording calls(FunctionDefinition function, GuestModule module) throws SQLException {
    String key = name(function) + '\0' + function.export() + '\0' + function.moduleDigest();
    CallRecording recording = calls.get(key);
    if (recording == null) {
      recording =
          new CallRecording(
              folder.create(function.name()),
              mode,
              module,
              described(function),
              folder.limitBytes());
      calls.put(key, recording);
    }
    return recording;
  }

  /** Returns a new recording of a call of a table function; the caller ends it. */
  public CommandRecording commands(FunctionDefinition function, GuestModule module)
      throws SQLException {
    return new CommandRecording(
        folder.create(function.name()), mode, module, described(function), folder.limitBytes());
  }

  private static String name(FunctionDefinition function) {
    return function.schema() + "." + function.name();
  }

  private static RecordedFunction described(FunctionDefinition function) {
    String parameters =
        function.parameters().stream()
            .map(parameter ->
                switch (parameter) {
                  case Parameter.Scalar s ->
                      (s.mode() == Parameter.Mode.IN ? "" : s.mode() + " ")
                          + s.name()
                          + " "
                          + s.type();
                  case Parameter.Table t -> t.name() + " TABLE" + columns(t.columns());
                })
            .collect(Collectors.joining(", ", "(", ")"));
    String returns =
        switch (function.returns()) {
          case Returns.Scalar s -> " RETURNS " + s.type();
          case Returns.Nothing n -> "";
          case Returns.Table t -> " RETURNS TABLE" + columns(t.columns());
        };
    return new RecordedFunction(
        function.module(),
        name(function),
        function.export(),
        parameters + returns,
        function.style().toString(),
        function.options());
  }

  private static String columns(List<Column> columns) {
    return columns.isEmpty()
        ? ""
        : columns.stream()
            .map(c -> c.name() + " " + c.type())
            .collect(Collectors.joining(", ", "(", ")"));
  }

  /** Ends the recordings of scalar functions. */
  @Override
  public void close() {
    calls.values().forEach(CallRecording::close);
    calls.clear();
  }
}
