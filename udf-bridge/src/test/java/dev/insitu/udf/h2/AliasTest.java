package dev.insitu.udf.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.insitu.sandbox.GuestModule;
import dev.insitu.sandbox.Limits;
import dev.insitu.sandbox.Sandbox;
import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.Parameter;
import dev.insitu.udf.ParameterStyle;
import dev.insitu.udf.Returns;
import dev.insitu.udf.call.SessionCalls;
import dev.insitu.udf.type.SqlType;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Functions as aliases of an H2 in this process. */
final class AliasTest {
  private final FunctionSource before = FunctionSource.Holder.source;

  @AfterEach
  void restoreSource() {
    FunctionSource.Holder.source = before;
  }

  @Test
  void deployedFunctionRunsInEveryRow() throws Exception {
    SqlType real = new SqlType.DoublePrecision();
    FunctionDefinition half = define("HALF", "half", real, new Parameter.Scalar("X", real));
    try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:");
        Statement statement = connection.createStatement()) {
      H2FunctionHost.of(connection, new SessionCalls()).deploy(half);
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT SUM(half(x)), half(NULL), half('5') FROM SYSTEM_RANGE(1, 1000)")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getDouble(1)).isEqualTo(250_250);
        assertThat(rows.getObject(2)).isNull();
        assertThat(rows.getObject(3)).isEqualTo(2.5);
      }
    }
  }

  private static FunctionDefinition define(
      String name, String export, SqlType result, Parameter... parameters) throws Exception {
    GuestModule module;
    try (InputStream in = AliasTest.class.getResourceAsStream("/modules/direct.wasm")) {
      module = Sandbox.create().load(in.readAllBytes());
    }
    FunctionDefinition definition =
        new FunctionDefinition(
            "PUBLIC",
            name,
            List.of(parameters),
            new Returns.Scalar(result),
            ParameterStyle.DIRECT,
            "direct",
            module.description().digest(),
            export,
            true,
            false,
            Map.of());
    FunctionSource.Holder.source =
        (system, wanted) -> new FunctionSource.Function(definition, module, Limits.DEFAULT);
    return definition;
  }
}
