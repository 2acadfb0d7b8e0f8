package dev.insitu.udf.h2;

import dev.insitu.udf.call.ScalarCall;
import dev.insitu.udf.error.CallErrors;
import dev.insitu.udf.error.ErrorCode;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import org.h2.engine.SessionLocal;
import org.h2.value.Value;
import org.h2.value.ValueNull;
import org.jspecify.annotations.Nullable;

/**
 * One session's calls of one function with H2's values. Arguments are converted by H2's own
 * getters, as H2 does for a Java function whose parameters have Java types. One thread at a time.
 */
final class SessionCall implements SessionBound {
  private final SessionLocal session;
  private final SessionProbe probe;
  private final ScalarCall call;
  private final int[] types;
  private final int result;
  private int given;

  SessionCall(SessionLocal session, SessionProbe probe, ScalarCall call) {
    this.session = session;
    this.probe = probe;
    this.call = call;
    this.types = new int[call.parameterCount()];
    for (int i = 0; i < types.length; i++) {
      types[i] = H2Types.type(call.parameterType(i)).getValueType();
    }
    this.result =
        call.definition().isProcedure()
            ? Value.UNKNOWN
            : H2Types.type(call.resultType()).getValueType();
  }

  @Override
  public SessionLocal session() {
    return session;
  }

  void begin() {
    given = 0;
    probe.begin();
    call.begin();
  }

  /** Gives the state of an aggregate, which may be larger than a value of H2. */
  void withState(byte[] state) throws SQLException {
    call.setBytes(given++, state);
  }

  /** Leaves the next argument to the guest. */
  void without() {
    given++;
  }

  /** Gives the next arguments. */
  SessionCall with(Value[] values) throws SQLException {
    for (Value value : values) {
      with(value);
    }
    return this;
  }

  /** Gives the next argument. */
  SessionCall with(Value value) throws SQLException {
    int i = given++;
    if (i >= types.length) {
      return this;
    }
    if (value instanceof ValueNull) {
      call.setNull(i);
      return this;
    }
    switch (types[i]) {
      case Value.BOOLEAN -> call.setBoolean(i, value.getBoolean());
      case Value.TINYINT -> call.setInt(i, value.getByte());
      case Value.SMALLINT -> call.setInt(i, value.getShort());
      case Value.INTEGER -> call.setInt(i, value.getInt());
      case Value.BIGINT -> call.setLong(i, value.getLong());
      case Value.REAL -> call.setFloat(i, value.getFloat());
      case Value.DOUBLE -> call.setDouble(i, value.getDouble());
      case Value.VARCHAR -> call.setText(i, text(value));
      case Value.VARBINARY -> call.setBytes(i, bytes(value));
      default -> call.setObject(i, H2Types.object(value, call.parameterType(i), session));
    }
    return this;
  }

  private String text(Value value) throws SQLException {
    try {
      return value.getString();
    } catch (OutOfMemoryError e) {
      // Of a large object.
      throw CallErrors.ofFunction(call.definition().name())
          .error(ErrorCode.MEMORY, "argument " + given + " is too large for this process");
    }
  }

  private byte[] bytes(Value value) throws SQLException {
    try {
      return value.getBytes();
    } catch (OutOfMemoryError e) {
      throw CallErrors.ofFunction(call.definition().name())
          .error(ErrorCode.MEMORY, "argument " + given + " is too large for this process");
    }
  }

  @Nullable Byte tinyint() throws SQLException {
    return run(Value.TINYINT) ? call.byteResult() : null;
  }

  @Nullable BigDecimal decimal() throws SQLException {
    return run(Value.NUMERIC) ? (BigDecimal) call.objectResult() : null;
  }

  byte @Nullable [] varbinary() throws SQLException {
    return run(Value.VARBINARY) ? call.bytesResult() : null;
  }

  @Nullable LocalDate date() throws SQLException {
    return run(Value.DATE) ? (LocalDate) call.objectResult() : null;
  }

  @Nullable LocalTime time() throws SQLException {
    return run(Value.TIME) ? (LocalTime) call.objectResult() : null;
  }

  @Nullable LocalDateTime timestamp() throws SQLException {
    return run(Value.TIMESTAMP) ? (LocalDateTime) call.objectResult() : null;
  }

  @Nullable Boolean bool() throws SQLException {
    return run(Value.BOOLEAN) ? call.booleanResult() : null;
  }

  @Nullable Short smallint() throws SQLException {
    return run(Value.SMALLINT) ? call.shortResult() : null;
  }

  @Nullable Integer integer() throws SQLException {
    return run(Value.INTEGER) ? call.intResult() : null;
  }

  @Nullable Long bigint() throws SQLException {
    return run(Value.BIGINT) ? call.longResult() : null;
  }

  @Nullable Float real() throws SQLException {
    return run(Value.REAL) ? call.floatResult() : null;
  }

  @Nullable Double doublePrecision() throws SQLException {
    return run(Value.DOUBLE) ? call.doubleResult() : null;
  }

  @Nullable String varchar() throws SQLException {
    return run(Value.VARCHAR) ? call.textResult() : null;
  }

  /** Returns a result of any type as H2 takes it from an aggregate. */
  @Nullable Object value() throws SQLException {
    return switch (result) {
      case Value.BOOLEAN -> bool();
      case Value.TINYINT -> tinyint();
      case Value.SMALLINT -> smallint();
      case Value.INTEGER -> integer();
      case Value.BIGINT -> bigint();
      case Value.REAL -> real();
      case Value.DOUBLE -> doublePrecision();
      case Value.NUMERIC -> decimal();
      case Value.VARCHAR -> varchar();
      case Value.VARBINARY -> varbinary();
      case Value.DATE -> date();
      case Value.TIME -> time();
      case Value.TIMESTAMP -> timestamp();
      default -> throw new IllegalStateException("style DIRECT has no type " + result);
    };
  }

  /** Calls the guest; false when the result is NULL. */
  boolean run(int expected) throws SQLException {
    if (given != types.length) {
      throw AliasErrors.arity(call.definition().name(), types.length, given);
    }
    if (expected != result) {
      throw AliasErrors.redefined(call.definition().name());
    }
    try {
      return call.run();
    } catch (RuntimeException | Error e) {
      call.close();
      throw AliasErrors.defect(call.definition().name(), e);
    }
  }

  @Override
  public void close() {
    call.close();
  }
}
