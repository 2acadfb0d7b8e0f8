package dev.insitu.udf.ddl;

import dev.insitu.sandbox.recording.RecordingMode;
import dev.insitu.udf.Parameter;
import dev.insitu.udf.ParameterStyle;
import dev.insitu.udf.Returns;
import dev.insitu.udf.type.SqlType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A statement of ours, as it was written; nothing of it has been checked against a catalog. */
public sealed interface DdlStatement {
  /** Where a module's bytes come from. */
  sealed interface Source {
    /** A URI, such as {@code file:geo.wasm}. */
    record Uri(String uri) implements Source {}

    /** The bytes themselves. */
    record Bytes(ByteBuffer content) implements Source {
      /** Copies the bytes. */
      public Bytes {
        byte[] copy = new byte[content.remaining()];
        content.duplicate().get(copy);
        content = ByteBuffer.wrap(copy).asReadOnlyBuffer();
      }

      /** Returns a copy of the bytes. */
      public byte[] toBytes() {
        byte[] copy = new byte[content.remaining()];
        content.duplicate().get(copy);
        return copy;
      }
    }
  }

  /** CREATE MODULE. */
  record CreateModule(
      Name name,
      boolean orReplace,
      boolean ifNotExists,
      Source source,
      @Nullable String sha256,
      @Nullable String comment)
      implements DdlStatement {}

  /** A statement that changes the session alone. */
  sealed interface Setting extends DdlStatement {}

  /**
   * SET insitu.record.
   *
   * @param mode null for OFF
   */
  record SetRecord(@Nullable RecordingMode mode) implements Setting {}

  /**
   * SET insitu.NAME, of another setting than record.
   *
   * @param name in lower case
   * @param value as text without quotes; null for DEFAULT
   */
  record SetLimit(String name, @Nullable String value) implements Setting {}

  /**
   * RESET insitu.NAME.
   *
   * @param name in lower case; {@code all} for every setting
   */
  record Reset(String name) implements Setting {}

  /** DROP MODULE. */
  record DropModule(Name name, boolean ifExists, boolean cascade) implements DdlStatement {}

  /**
   * CREATE FUNCTION, CREATE AGGREGATE FUNCTION and CREATE PROCEDURE.
   *
   * @param style null when none was written
   * @param deterministic null when neither DETERMINISTIC nor NOT DETERMINISTIC was written
   * @param export null when none was written: the function's own name, in lower case; of an
   *     aggregate, what the names of its exports begin with
   * @param options names in lower case, values as text without quotes
   */
  record CreateFunction(
      Name name,
      boolean orReplace,
      boolean ifNotExists,
      List<Parameter> parameters,
      Returns returns,
      @Nullable ParameterStyle style,
      @Nullable Boolean deterministic,
      boolean calledOnNullInput,
      Map<String, String> options,
      Name module,
      @Nullable String export)
      implements DdlStatement {
    /** Copies the collections. */
    public CreateFunction {
      parameters = List.copyOf(parameters);
      options = Map.copyOf(options);
    }
  }

  /**
   * DROP FUNCTION, DROP AGGREGATE FUNCTION and DROP PROCEDURE.
   *
   * @param style the style that it has to have; null for any function
   * @param types the types of its parameters, a table where empty; null when none were written
   */
  record DropFunction(
      Name name,
      @Nullable ParameterStyle style,
      boolean ifExists,
      @Nullable List<Optional<SqlType>> types)
      implements DdlStatement {}
}
