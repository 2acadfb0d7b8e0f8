package dev.insitu.udf.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases whose catalog an older version wrote, and who may read code. */
final class CatalogUpgradeTest {
  /** What the upgrade does, step by step; a crash may come after each. */
  private static final List<String> STEPS =
      List.of(
          "ALTER TABLE insitu.settings RENAME TO catalog_version",
          "CREATE TABLE insitu.module_code (module_name VARCHAR(128) PRIMARY KEY"
              + " REFERENCES insitu.modules (name), code BINARY LARGE OBJECT NOT NULL)",
          "ALTER TABLE insitu.modules ALTER COLUMN code DROP NOT NULL",
          "UPDATE insitu.catalog_version SET setting = '2' WHERE name = 'format'",
          "INSERT INTO insitu.module_code SELECT name, code FROM insitu.modules",
          "UPDATE insitu.modules SET code = NULL");

  private static final int TRANSACTION_BEGINS = 3;

  private static void create(Fixture db) throws SQLException {
    db.ddl("CREATE MODULE m FROM 'file:direct.wasm' COMMENT 'kept'");
    db.ddl("CREATE FUNCTION div(a INT, b INT) RETURNS INT FROM MODULE m");
  }

  /** Makes of a catalog what version 1 of its format was. */
  private static void downgrade(Fixture db) throws SQLException {
    db.run("ALTER TABLE insitu.modules ADD COLUMN code BINARY LARGE OBJECT");
    db.run("UPDATE insitu.modules SET code = (SELECT code FROM insitu.module_code)");
    db.run("ALTER TABLE insitu.modules ALTER COLUMN code SET NOT NULL");
    db.run("DROP TABLE insitu.module_code");
    for (String column : List.of("parameter_default", "when_empty", "pass_through")) {
      db.run("ALTER TABLE insitu.function_parameters DROP COLUMN " + column);
    }
    db.run("UPDATE insitu.catalog_version SET setting = '1' WHERE name = 'format'");
    renameBack(db);
  }

  /** Makes of a catalog's names what they were before format 4. */
  private static void renameBack(Fixture db) throws SQLException {
    db.run("DROP VIEW insitu.settings");
    db.run("ALTER TABLE insitu.catalog_version RENAME TO settings");
  }

  private static List<String> format(Fixture db, String table) throws SQLException {
    return db.query("SELECT setting FROM insitu." + table + " WHERE name = 'format'");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 6})
  void anAdministratorsConnectionUpgradesWhereverACrashStoppedIt(int steps) throws SQLException {
    String url = Fixture.memory();
    try (Fixture db = Fixture.open(url)) {
      create(db);
      downgrade(db);
      for (String step : STEPS.subList(0, steps)) {
        db.run(step);
      }
      try (Fixture next = Fixture.open(url)) {
        assertThat(format(next, "catalog_version")).containsExactly("4");
        assertThat(next.query("SELECT COUNT(*) > 0 FROM insitu.settings")).containsExactly("true");
        next.query("CALL insitu.refresh()");
        assertThat(next.query("SELECT div(7, 2)")).containsExactly("3");
        next.ddl("CREATE MODULE n FROM 'file:add.wasm'");
        assertThat(
                next.query(
                    "SELECT name, remarks, OCTET_LENGTH(c.code) > 0 FROM insitu.modules m"
                        + " JOIN insitu.module_code c ON name = module_name ORDER BY name"))
            .containsExactly("M,kept,true", "N,null,true");
        if (steps <= TRANSACTION_BEGINS) {
          assertThat(
                  next.query(
                      "SELECT COUNT(*) FROM information_schema.columns WHERE table_schema ="
                          + " 'INSITU' AND table_name = 'MODULES' AND column_name = 'CODE'"))
              .containsExactly("0");
        }
      }
    }
  }

  @Test
  void othersReadTheOldFormatAsItIs() throws SQLException {
    String url = Fixture.memory();
    try (Fixture db = Fixture.open(url)) {
      create(db);
      downgrade(db);
      db.run("CREATE USER reader PASSWORD 'r'");
      try (Fixture reader = Fixture.open(url, "reader", "r")) {
        reader.session.functions();
        assertThat(format(reader, "settings")).containsExactly("1");
        assertThat(reader.query("SELECT div(7, 2)")).containsExactly("3");
      }
    }
  }

  @Test
  void aDatabaseThatIsReadOnlyIsReadAsItIs(@TempDir Path folder) throws SQLException {
    String url = "jdbc:h2:" + folder.resolve("old");
    try (Fixture db = Fixture.open(url)) {
      create(db);
      downgrade(db);
    }
    try (Fixture db = Fixture.open(url + ";ACCESS_MODE_DATA=r")) {
      assertThat(db.query("SELECT div(7, 2)")).containsExactly("3");
      assertThat(format(db, "settings")).containsExactly("1");
    }
  }

  @Test
  void aStatementThatFoundTheOldFormatUpgradesFirst() throws SQLException {
    try (Fixture db = Fixture.open(Fixture.memory())) {
      create(db);
      downgrade(db);
      db.ddl("CREATE MODULE n FROM 'file:add.wasm'");
      assertThat(format(db, "catalog_version")).containsExactly("4");
      assertThat(db.query("SELECT COUNT(*) FROM insitu.module_code")).containsExactly("2");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCatalogOfFormat3GetsItsNewNames(boolean crashed) throws SQLException {
    String url = Fixture.memory();
    try (Fixture db = Fixture.open(url)) {
      create(db);
      db.run("UPDATE insitu.catalog_version SET setting = '3' WHERE name = 'format'");
      renameBack(db);
      if (crashed) {
        db.run("ALTER TABLE insitu.settings RENAME TO catalog_version");
      }
      try (Fixture next = Fixture.open(url)) {
        assertThat(format(next, "catalog_version")).containsExactly("4");
        assertThat(next.query("SELECT COUNT(*) > 0 FROM insitu.settings")).containsExactly("true");
        // The session that was there before finds the table under its new name.
        db.ddl("CREATE MODULE n FROM 'file:add.wasm'");
        assertThat(next.query("SELECT div(7, 2)")).containsExactly("3");
      }
    }
  }

  @Test
  void codeIsForAdministratorsToRead() throws SQLException {
    String url = Fixture.memory();
    try (Fixture db = Fixture.open(url)) {
      create(db);
      db.run("CREATE USER reader PASSWORD 'r'");
      try (Fixture reader = Fixture.open(url, "reader", "r")) {
        assertThat(reader.query("SELECT name FROM insitu.modules")).containsExactly("M");
        assertThat(reader.query("SELECT div(7, 2)")).containsExactly("3");
        assertThatThrownBy(() -> reader.query("SELECT code FROM insitu.module_code"))
            .hasMessageStartingWith("Not enough rights for object \"INSITU.MODULE_CODE\"");
      }
    }
  }
}
