package dev.insitu.calcite.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.insitu.calcite.plan.Fixture.Kind;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first rows of a call come before the rest, wherever in a query the call stands. */
public final class TableCallFirstRowTest {
  private static final int ROWS = 1_000_000;

  /** What may be on the way between an input and its reader: the buffers of two programs. */
  private static final long ON_THE_WAY = 120_000;

  private static final AtomicLong READ = new AtomicLong();

  private Fixture database;

  /** Counts the rows of an input, as an alias of H2. */
  public static int counted(int value) {
    READ.incrementAndGet();
    return value;
  }

  @BeforeEach
  void open(@TempDir Path folder) throws SQLException {
    database = Fixture.open(Kind.MEMORY, folder).withTables();
    // H2 holds the rows of a query back unless all functions in it are deterministic.
    database.execute(
        "CREATE ALIAS counted DETERMINISTIC FOR '" + getClass().getName() + ".counted'",
        "CREATE VIEW input AS SELECT 'k' k, counted(x) o, x * 0.5e0 v FROM SYSTEM_RANGE(1, "
            + ROWS
            + ")");
    READ.set(0);
  }

  @AfterEach
  void close() throws SQLException {
    assertThat(Fixture.guests()).isZero();
    database.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT o FROM TABLE(copy_rows(TABLE input, 'c'))",
        "SELECT o FROM TABLE(copy_rows((SELECT * FROM input), 'c')) WHERE o > 0",
        "SELECT o FROM (SELECT * FROM copy_rows(TABLE input, 'c'))",
        "SELECT o FROM (SELECT * FROM (SELECT * FROM copy_rows(TABLE input, 'c')) WHERE o > 0)",
        "SELECT o FROM copy_rows(TABLE(copy_rows(TABLE input, 'c')), 'c')",
        "SELECT o FROM copy_rows((SELECT * FROM copy_rows(TABLE input, 'c') WHERE o > 0), 'c')",
        "SELECT o FROM copy_rows(TABLE input, 'c') UNION ALL SELECT o FROM t",
        "SELECT o FROM t WHERE o = 1 UNION ALL"
            + " SELECT o + 1 FROM (SELECT * FROM copy_rows(TABLE input, 'c'))"
      })
  void theFirstRowsTakeFewOfTheInput(String sql) throws SQLException {
    assertThat(database.query(sql + " LIMIT 2")).containsExactly("1", "2");
    assertThat(READ.get()).isPositive().isLessThan(ON_THE_WAY);
    try (Statement statement = database.connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      for (int i = 1; i <= 3; i++) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isEqualTo(i);
      }
    }
    assertThat(READ.get()).isLessThan(2 * ON_THE_WAY);
  }
}
