package dev.insitu.udf.h2;

import dev.insitu.udf.error.CallErrors;
import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.stream.BatchCall;
import java.sql.SQLException;
import org.h2.engine.SessionLocal;
import org.h2.message.DbException;
import org.h2.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * One session's calls of one function of style BATCH with H2's values. H2 evaluates rows one by
 * one, so each is a batch of its own. One thread at a time.
 */
final class SessionBatch implements SessionBound {
  private final SessionLocal session;
  private final SessionProbe probe;
  private final BatchCall call;
  private final BatchResult result;

  SessionBatch(SessionLocal session, SessionProbe probe, BatchCall call) {
    this.session = session;
    this.probe = probe;
    this.call = call;
    this.result = BatchResult.of(call.resultType());
  }

  @Override
  public SessionLocal session() {
    return session;
  }

  void begin() {
    probe.begin();
    call.begin();
  }

  /** Gives the arguments. */
  SessionBatch with(Value[] values) throws SQLException {
    int count = call.parameterCount();
    if (values.length != count) {
      throw AliasErrors.arity(call.definition().name(), count, values.length);
    }
    @Nullable Object[] arguments = new Object[count];
    for (int i = 0; i < count; i++) {
      arguments[i] = argument(i, values[i]);
    }
    call.add(arguments);
    return this;
  }

  private @Nullable Object argument(int parameter, Value value) throws SQLException {
    try {
      return H2Types.argument(value, call.parameterType(parameter), session);
    } catch (DbException e) {
      throw DbException.toSQLException(e);
    } catch (OutOfMemoryError e) {
      // Of a large object.
      throw CallErrors.ofFunction(call.definition().name())
          .error(
              ErrorCode.MEMORY, "argument " + (parameter + 1) + " is too large for this process");
    }
  }

  /** Calls the guest; returns the result, null for NULL. */
  <T> @Nullable T value(Class<T> expected) throws SQLException {
    if (expected != result.javaClass()) {
      throw AliasErrors.redefined(call.definition().name());
    }
    try {
      return expected.cast(result.javaValue(call.run().getFirst(), session));
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
