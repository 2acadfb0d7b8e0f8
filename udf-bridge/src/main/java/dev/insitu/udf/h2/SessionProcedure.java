package dev.insitu.udf.h2;

import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.Parameter;
import dev.insitu.udf.Parameter.Mode;
import dev.insitu.udf.call.ScalarCall;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.tools.SimpleResultSet;
import org.h2.value.DataType;
import org.h2.value.TypeInfo;
import org.h2.value.Value;
import org.h2.value.ValueNull;
import org.h2.value.ValueToObjectConverter;
import org.jspecify.annotations.Nullable;

/*
 * H2 knows no procedures. It has functions that return rows, which CALL takes, and asks them for
 * their columns by a call of its own before the one that counts.
 */
/** One session's calls of one procedure. One thread at a time. */
final class SessionProcedure implements SessionBound {
  private final SessionLocal session;
  private final ScalarCall call;
  private final SessionCall values;

  SessionProcedure(SessionLocal session, SessionProbe probe, ScalarCall call) {
    this.session = session;
    this.call = call;
    this.values = new SessionCall(session, probe, call);
  }

  private Mode mode(int parameter) {
    return parameter(parameter).mode();
  }

  private Parameter.Scalar parameter(int index) {
    return (Parameter.Scalar) call.definition().parameters().get(index);
  }

  @Override
  public SessionLocal session() {
    return session;
  }

  /**
   * Calls the guest.
   *
   * @param arguments one for each parameter; what stands for OUT parameters is not looked at
   * @return one row of all parameters, in which those that go in are as they were; no row when H2
   *     asks for the columns alone
   */
  ResultSet call(Connection connection, Value[] arguments) throws SQLException {
    FunctionDefinition procedure = call.definition();
    if (arguments.length != call.parameterCount()) {
      throw AliasErrors.arity(procedure.name(), call.parameterCount(), arguments.length);
    }
    SimpleResultSet row = columns();
    if (connection.getMetaData().getURL().equals(HostProcedures.COLUMNS_ONLY)) {
      return row;
    }
    values.begin();
    for (int i = 0; i < arguments.length; i++) {
      if (mode(i) == Mode.OUT) {
        values.without();
      } else {
        values.with(arguments[i]);
      }
    }
    boolean present = values.run(Value.UNKNOWN);
    @Nullable Object[] given = new @Nullable Object[Math.max(1, arguments.length)];
    for (int i = 0; i < arguments.length; i++) {
      if (mode(i) == Mode.IN) {
        given[i] =
            arguments[i] instanceof ValueNull
                ? null
                : ValueToObjectConverter.valueToDefaultObject(
                    arguments[i], (JdbcConnection) connection, false);
      } else if (present) {
        given[i] = call.outValue(i);
      }
    }
    row.addRow(given);
    return row;
  }

  private SimpleResultSet columns() {
    SimpleResultSet row = new SimpleResultSet();
    row.setAutoClose(false);
    for (int i = 0; i < call.parameterCount(); i++) {
      TypeInfo type = H2Types.type(call.parameterType(i));
      row.addColumn(
          parameter(i).name(),
          DataType.convertTypeToSQLType(type),
          (int) Math.min(type.getPrecision(), Integer.MAX_VALUE),
          type.getScale());
    }
    if (call.parameterCount() == 0) {
      // H2 wants a column, and CALL a row.
      row.addColumn("RESULT", Types.VARCHAR, 0, 0);
    }
    return row;
  }

  @Override
  public void close() {
    values.close();
  }
}
