package dev.insitu.udf.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.insitu.udf.session.FunctionSession;
import dev.insitu.udf.session.SessionOptions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** Functions as aliases of an H2 in this process. */
final class AliasTest {
  @Test
  void deployedFunctionRunsInEveryRow() throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:");
        FunctionSession session =
            FunctionSession.open(
                connection, new SessionOptions(Path.of("src/test/resources/modules")));
        Statement statement = connection.createStatement()) {
      session.executeDdl("CREATE MODULE m FROM 'file:direct.wasm'");
      session.executeDdl("CREATE FUNCTION half(x DOUBLE) RETURNS DOUBLE FROM MODULE m");
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
}
