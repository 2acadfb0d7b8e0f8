package dev.insitu.udf.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CREATE and DROP of modules. */
final class ModuleStatementsTest {
  private static final String DIV =
      "CREATE FUNCTION div(a INT, b INT) RETURNS INT LANGUAGE WASM FROM MODULE m";

  private Fixture db;

  @BeforeEach
  void open() throws SQLException {
    db = Fixture.open(Fixture.memory());
  }

  @AfterEach
  void close() throws SQLException {
    db.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE MODULE m FROM 'file:direct.wasm'",
        "create module M from 'FILE:./direct.wasm';",
        "-- a comment\n/* another */ CREATE MODULE \"M\" LANGUAGE WASM FROM 'file:dir%65ct.wasm'",
        "CREATE OR REPLACE MODULE m FROM 'file:direct.wasm'",
        "CREATE MODULE IF NOT EXISTS m FROM 'file:direct.wasm' COMMENT 'c'",
      })
  void filesBecomeModules(String sql) throws SQLException {
    db.ddl(sql);
    assertThat(db.query("SELECT name, size FROM insitu.modules"))
        .containsExactly("M," + Fixture.wasm("direct").length);
    assertThat(db.query("SELECT code FROM insitu.module_code")).hasSize(1);
  }

  @Test
  void absoluteFilesAndUrlsOfFilesBecomeModules() throws SQLException {
    Path file = Fixture.MODULES.resolve("direct.wasm").toAbsolutePath();
    db.ddl("CREATE MODULE a FROM 'file:" + file + "'");
    db.ddl("CREATE MODULE b FROM 'file://" + file + "'");
    db.ddl("CREATE MODULE c FROM 'file://localhost" + file + "'");
    db.ddl("CREATE MODULE d FROM '" + file.toUri() + "'");
    assertThat(db.query("SELECT COUNT(DISTINCT sha256), COUNT(*) FROM insitu.modules"))
        .containsExactly("1,4");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "file:gone.wasm | no file {base}/gone.wasm",
        "file:../modules/gone.wasm | no file {base}/../modules/gone.wasm",
        "file:. | {base}/. is no regular file",
        "file:/dev/zero | /dev/zero is no regular file",
        "direct.wasm | source 'direct.wasm' has no scheme; write 'file:<path>'",
        "'' | source '' has no scheme; write 'file:<path>'",
        "file://host/m.wasm | source 'file://host/m.wasm' names a host; write 'file:<path>'",
        "file://m.wasm | source 'file://m.wasm' names a host; write 'file:<path>'",
        "file:a%00b | source 'file:a%00b' is no path of a file",
        "http://x/m | scheme http: is not supported; supported is file:, and AS X'…' for bytes",
        "jar:file:/a | scheme jar: is not supported; supported is file:, and AS X'…' for bytes",
      })
  void otherSourcesAreRefused(String uri, String message) throws SQLException {
    String sql = "CREATE MODULE m FROM '" + uri.replace("''", "") + "'";
    String base = Fixture.MODULES.toAbsolutePath().toString();
    db.fails(sql, "42M07", "module M: " + message.replace("{base}", base).replace("''", "''"));
    assertThat(
            db.query("SELECT COUNT(*) FROM information_schema.tables WHERE table_name='MODULES'"))
        .containsExactly("0");
  }

  @Test
  void filesLargerThanAModuleMayBeAreNotRead(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("large.wasm");
    try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
      large.setLength((16 << 20) + 1);
    }
    db.fails(
        "CREATE MODULE m FROM 'file:" + file + "'",
        "42M02",
        "module M: file " + file + " is larger than 16777216 bytes");
  }

  @Test
  void aNameOfAFileCannotForgeALine(@TempDir Path folder) throws IOException {
    Path directory = Files.createDirectory(folder.resolve("a\nerror: b"));
    db.fails(
        "CREATE MODULE m FROM 'file:" + directory + "'",
        "42M07",
        "module M: " + folder + "/a\\nerror: b is no regular file");
  }

  @Test
  void digestIsHeldAgainstTheBytes() throws SQLException {
    String digest = "93a44bbb96c751218e4c00d479e4c14358122a389acca16205b1e4d0dc5f9476";
    db.ddl(
        "CREATE MODULE m AS X'00 61 73 6d\n01000000' SHA256 '"
            + digest.toUpperCase(java.util.Locale.ROOT)
            + "'");
    db.fails(
        "CREATE OR REPLACE MODULE m AS 'AGFzbQEAAAA=' SHA256 '" + "ab".repeat(32) + "'",
        "42M07",
        "module M: its bytes have SHA-256 " + digest + ", not " + "ab".repeat(32));
  }

  @Test
  void commentsHaveALength() throws SQLException {
    db.ddl("CREATE MODULE m AS 'AGFzbQEAAAA=' COMMENT '" + "c".repeat(4_096) + "'");
    db.fails(
        "CREATE MODULE n AS 'AGFzbQEAAAA=' COMMENT '" + "c".repeat(4_097) + "'",
        "42601",
        "module N: its comment has 4097 characters, at most 4096");
  }

  @Test
  void largeModulesAreStoredWhole() throws SQLException {
    // A custom section of 3 MB, beyond what H2 takes as a binary value.
    byte[] large = new byte[3 << 20];
    byte[] head = HexFormat.of().parseHex("0061736d0100000000f3ffbf010176");
    System.arraycopy(head, 0, large, 0, head.length);
    db.ddl("CREATE MODULE m AS " + Fixture.literal(large));
    assertThat(db.query("SELECT size, OCTET_LENGTH(code) FROM insitu.modules, insitu.module_code"))
        .containsExactly(large.length + "," + large.length);
  }

  @Test
  void aModuleThatDoesNotStartIsRefused() {
    db.fails(
        "CREATE MODULE m FROM 'file:starts.wasm'",
        "38M01",
        "module M: unreachable executed in function 0");
  }

  @Test
  void replacingChecksEveryFunctionAndChangesAllOrNothing() throws SQLException {
    db.ddl("CREATE MODULE m FROM 'file:direct.wasm' COMMENT 'one'");
    db.ddl(DIV);
    assertThat(db.query("SELECT div(7, 2)")).containsExactly("3");
    db.ddl("CREATE OR REPLACE MODULE m FROM 'file:add.wasm' COMMENT 'two'");
    assertThat(db.query("SELECT div(7, 2)")).containsExactly("9");
    assertThat(db.query("SELECT remarks, size FROM insitu.modules"))
        .containsExactly("two," + Fixture.wasm("add").length);

    db.ddl("CREATE OR REPLACE MODULE m FROM 'file:direct.wasm'");
    db.ddl("CREATE FUNCTION half(x DOUBLE) RETURNS DOUBLE LANGUAGE WASM FROM MODULE m");
    db.fails(
        "CREATE OR REPLACE MODULE m FROM 'file:add.wasm'",
        "42M05",
        "function HALF: SQL asks for half(f64) -> f64, but module M exports no function half; its"
            + " functions are div(i32, i32) -> i32");
    db.fails(
        "CREATE OR REPLACE MODULE m FROM 'file:random.wasm'",
        "42M06",
        "function DIV: is not DETERMINISTIC, because module M imports random_get; leave"
            + " DETERMINISTIC out");
    assertThat(db.query("SELECT div(7, 2), half(5)")).containsExactly("3,2.5");
    assertThat(
            db.query(
                "SELECT COUNT(*) FROM insitu.functions f JOIN insitu.modules m"
                    + " ON f.module_sha256 = m.sha256"))
        .containsExactly("2");
  }

  @Test
  void droppingNamesWhatNeedsTheModule() throws SQLException {
    db.ddl("CREATE MODULE m FROM 'file:direct.wasm'");
    db.ddl(DIV);
    db.ddl("CREATE FUNCTION half(x DOUBLE) RETURNS DOUBLE LANGUAGE WASM FROM MODULE m");
    String needed =
        "module M: functions PUBLIC.DIV, PUBLIC.HALF need it; drop them first or use CASCADE";
    db.fails("DROP MODULE m", "2BP01", needed);
    db.fails("DROP MODULE IF EXISTS m RESTRICT", "2BP01", needed);
    db.run("CREATE VIEW v AS SELECT half(3) AS h");
    db.fails(
        "DROP MODULE m CASCADE", "2BP01", "function HALF is needed by PUBLIC.V; drop them first");
    assertThat(db.query("SELECT div(7, 2), h FROM v")).containsExactly("3,1.5");
    db.run("DROP VIEW v");
    db.ddl("DROP MODULE m CASCADE");
    assertThat(
            db.query(
                "SELECT (SELECT COUNT(*) FROM insitu.modules), (SELECT COUNT(*) FROM"
                    + " insitu.functions), (SELECT COUNT(*) FROM insitu.function_parameters)"))
        .containsExactly("0,0,0");
    db.fails("DROP MODULE m", "42704", "module M: does not exist; create it with CREATE MODULE");
  }
}
