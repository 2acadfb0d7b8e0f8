package dev.insitu.calcite.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.insitu.calcite.plan.Fixture.Kind;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Tests on a database of each kind, with tables; no guest is left behind. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class EveryDatabase {
  final Map<Kind, Fixture> databases = new EnumMap<>(Kind.class);

  @BeforeAll
  final void openAll(@TempDir Path folder) throws SQLException {
    for (Kind kind : Kind.values()) {
      databases.put(kind, Fixture.open(kind, folder).withTables());
    }
  }

  @AfterAll
  final void closeAll() throws SQLException {
    for (Fixture database : databases.values()) {
      database.close();
    }
    assertThat(Fixture.guests()).isZero();
  }

  /** Checks that a query gives the rows of another, and when it runs again too. */
  final void requireSame(String sql, String oracle) throws SQLException {
    for (Fixture database : databases.values()) {
      for (int again = 0; again < 2; again++) {
        assertThat(database.query(sql)).isEqualTo(database.query(oracle));
      }
    }
  }
}
