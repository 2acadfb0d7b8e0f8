package dev.insitu.udf.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.insitu.udf.FunctionDefinition;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Modules and functions of one session, and what others see of them. */
final class FunctionSessionTest {
  private static final String DIV =
      "CREATE FUNCTION div(a INT, b INT) RETURNS INT LANGUAGE WASM FROM MODULE m";

  @Test
  void databaseWithoutFunctionsStaysUntouched() throws SQLException {
    try (Fixture db = Fixture.open(Fixture.memory())) {
      assertThat(db.session.executeDdl("CREATE TABLE t (a INT)")).isFalse();
      assertThat(db.session.function(null, "DIV")).isEmpty();
      assertThat(db.session.functions()).isEmpty();
      db.fails(DIV, "42704", "module M: does not exist; create it with CREATE MODULE");
      assertThat(db.query("SELECT schema_name FROM information_schema.schemata ORDER BY 1"))
          .containsExactly("INFORMATION_SCHEMA", "PUBLIC");
    }
  }

  @Test
  void peopleReadTheCatalog() throws SQLException {
    try (Fixture db = Fixture.open(Fixture.memory())) {
      db.ddl("CREATE MODULE m FROM 'file:direct.wasm' COMMENT 'numbers'");
      db.ddl(
          "CREATE FUNCTION echo(s VARCHAR(20)) RETURNS VARCHAR FROM MODULE m WITH (fuel = 5000)");
      assertThat(db.query("SELECT name, sha256, size, remarks FROM insitu.modules"))
          .containsExactly(
              "M,"
                  + db.session.functions().get(0).moduleDigest()
                  + ","
                  + Fixture.wasm("direct").length
                  + ",numbers");
      assertThat(
              db.query(
                  "SELECT routine_schema, routine_name, data_type, parameter_style,"
                      + " is_deterministic, is_null_call, module_name, external_name, options"
                      + " FROM insitu.functions"))
          .containsExactly("PUBLIC,ECHO,VARCHAR,DIRECT,YES,NO,M,echo,fuel = '5000'");
      assertThat(
              db.query(
                  "SELECT ordinal_position, parameter_mode, parameter_name, data_type,"
                      + " character_maximum_length FROM insitu.function_parameters"))
          .containsExactly("1,IN,S,VARCHAR,20");
    }
  }

  @Test
  void catalogSurvivesARestartAndPlainH2(@TempDir Path folder) throws SQLException {
    String url = "jdbc:h2:" + folder.resolve("shop");
    List<FunctionDefinition> before;
    try (Fixture db = Fixture.open(url)) {
      db.ddl("CREATE MODULE m AS " + Fixture.literal("direct"));
      db.ddl(DIV);
      before = db.session.functions();
    }
    try (Fixture db = Fixture.open(url)) {
      assertThat(db.session.functions()).isEqualTo(before).hasSize(1);
      assertThat(db.session.function(null, "DIV")).contains(before.get(0));
      assertThat(db.session.function("PUBLIC", "DIV")).contains(before.get(0));
      assertThat(db.session.function("OTHER", "DIV")).isEmpty();
    }
  }

  @Test
  void otherSessionsSeeAChangeAtOnce() throws SQLException {
    String url = Fixture.memory();
    try (Fixture one = Fixture.open(url);
        Fixture two = Fixture.open(url)) {
      one.ddl("CREATE MODULE m AS " + Fixture.literal("direct"));
      one.ddl(DIV);
      assertThat(two.session.function(null, "DIV")).isPresent();
      long version = two.session.catalogVersion();
      one.ddl("DROP FUNCTION div(INTEGER, INT)");
      assertThat(two.session.catalogVersion()).isNotEqualTo(version);
      assertThat(two.session.function(null, "DIV")).isEmpty();
    }
  }
}
