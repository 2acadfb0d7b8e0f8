package dev.insitu.udf.h2;

import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.Returns;
import dev.insitu.udf.type.SqlType;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Functions as aliases of an H2 database. */
public final class H2FunctionHost {
  private static final int FIXED_ARITY = 8;

  private final Connection connection;

  /** Hosts on a connection to an H2 of this process. */
  public H2FunctionHost(Connection connection) {
    AliasClasses.install();
    this.connection = connection;
  }

  /** Makes a function callable; see {@code FunctionHost}. */
  public void deploy(FunctionDefinition function) throws SQLException {
    AliasName name = new AliasName(function.schema(), function.name());
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE ALIAS IF NOT EXISTS "
              + quote(function.schema())
              + "."
              + quote(function.name())
              + (function.deterministic() ? " DETERMINISTIC" : "")
              + " FOR '"
              + name.className()
              + "."
              + method(function)
              + "'");
    }
  }

  /** Returns the method of {@link AliasTemplate} for a signature, spelled as H2 wants it. */
  private static String method(FunctionDefinition function) {
    int parameters = function.parameters().size();
    StringBuilder method = new StringBuilder(methodName(function.returns()));
    method.append("(java.sql.Connection");
    if (parameters > FIXED_ARITY) {
      method.append(",org.h2.value.Value[]");
    } else {
      method.append(",org.h2.value.Value".repeat(parameters));
    }
    return method.append(')').toString();
  }

  private static String methodName(Returns returns) {
    return switch (returns) {
      case Returns.Scalar scalar ->
          switch (scalar.type()) {
            case SqlType.Bool t -> "bool";
            case SqlType.SmallInt t -> "smallint";
            case SqlType.Int t -> "integer";
            case SqlType.BigInt t -> "bigint";
            case SqlType.Real t -> "real";
            case SqlType.DoublePrecision t -> "doublePrecision";
            case SqlType.Varchar t -> "varchar";
          };
      case Returns.Table table ->
          throw new IllegalArgumentException("table function of " + table.columns());
    };
  }

  private static String quote(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
