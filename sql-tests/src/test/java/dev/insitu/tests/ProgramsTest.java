package dev.insitu.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Programs that nobody here wrote give in SQL what they give under node's WASI. */
@Tag("ci")
final class ProgramsTest {
  private static final Path PROGRAMS = Repository.root().resolve("samples/programs");
  private static final long SEED = 20_261_124;

  /** How a row stands on a line, in both directions. */
  private enum Format {
    CSV("format = 'csv', header = false", "%d,%s\n"),
    JSONL("format = 'jsonl'", "{\"N\":%d,\"TEXT\":\"%s\"}\n");

    private final String options;
    private final String line;

    Format(String options, String line) {
      this.options = options;
      this.line = line;
    }
  }

  private enum Program {
    JQ_MAPS(
        "jq",
        Format.JSONL,
        "-c",
        "select(.N % 3 > 0) | {N: (.N * -3), TEXT: (.TEXT | ascii_upcase | split(\" \") | sort"
            + " | join(\"-\"))}"),
    JQ_GROUPS(
        "jq",
        Format.JSONL,
        "-cs",
        "group_by(.TEXT | length) | .[] | {N: (map(.N) | add), TEXT: (map(.TEXT[0:1]) | unique"
            + " | join(\"\"))}"),
    LUA_READS_LINES(
        "lua",
        Format.CSV,
        "-e",
        "for line in io.lines() do local n, text = line:match('(%d+),(.*)')"
            + " print(n // 7 .. ',' .. text:reverse():gsub('%a+', string.upper, 1)) end"),
    LUA_SORTS(
        "lua",
        Format.CSV,
        "-e",
        "local all = {} for line in io.lines() do all[#all + 1] = line:match(',(.*)') end"
            + " table.sort(all) for n, text in ipairs(all) do print(n .. ',' .. text) end"),
    AWK_COUNTS(
        "awk",
        Format.CSV,
        "-F,",
        "{ n[length($2)] += $1 } END { for (k in n) printf \"%d,%.3f\\n\", k, sqrt(n[k]) }"),
    AWK_SUBSTITUTES(
        "awk",
        Format.CSV,
        "-F,",
        "NR % 2 { gsub(/[aeiou]+/, \"<&>\", $2); print $1 \",\" toupper(substr($2, 1, 30)) }");

    private final String module;
    private final Format format;
    private final String option;
    private final String script;

    Program(String module, Format format, String option, String script) {
      this.module = module;
      this.format = format;
      this.option = option;
      this.script = script;
    }
  }

  @ParameterizedTest
  @EnumSource
  void outputIsThatOfNode(Program program, @TempDir Path folder) throws Exception {
    if (!Tools.has("node", program + " under node")) {
      return;
    }
    StringBuilder input = new StringBuilder();
    StringBuilder output = new StringBuilder();
    try (Connection connection = DriverManager.getConnection("jdbc:insitu:h2:mem:")) {
      fill(connection, program, input);
      try (PreparedStatement call =
          connection.prepareStatement("SELECT * FROM TABLE(f(TABLE lines ORDER BY n, ?, ?))")) {
        call.setString(1, program.option);
        call.setString(2, program.script);
        try (ResultSet rows = call.executeQuery()) {
          while (rows.next()) {
            output.append(program.format.line.formatted(rows.getLong(1), rows.getString(2)));
          }
        }
      }
    }
    assertThat(output).hasSizeGreaterThan(100);
    assertThat(output.toString()).isEqualTo(underNode(program, input.toString(), folder));
    Guests.awaitNone();
  }

  private static void fill(Connection connection, Program program, StringBuilder input)
      throws SQLException {
    Path module = PROGRAMS.resolve(program.module + ".wasm");
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE lines (n INTEGER, text VARCHAR)");
      statement.execute("CREATE MODULE m FROM 'file:" + module + "'");
      statement.execute(
          "CREATE FUNCTION f(t TABLE, option VARCHAR, script VARCHAR)"
              + " RETURNS TABLE (n BIGINT, text VARCHAR) LANGUAGE WASM FROM MODULE m WITH ("
              + program.format.options
              + ")");
    }
    SplittableRandom random = new SplittableRandom(SEED);
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO lines VALUES (?, ?)")) {
      for (int n = 0; n < 3_000; n++) {
        String text = text(random);
        insert.setInt(1, n);
        insert.setString(2, text);
        insert.addBatch();
        input.append(program.format.line.formatted(n, text));
      }
      insert.executeBatch();
    }
  }

  /** Words of letters that no format has to escape. */
  private static String text(SplittableRandom random) {
    List<String> words = new ArrayList<>();
    for (int i = random.nextInt(1, 6); i > 0; i--) {
      words.add(Long.toString(random.nextLong(1L << random.nextInt(1, 63)), Character.MAX_RADIX));
    }
    return String.join(" ", words);
  }

  private static String underNode(Program program, String input, Path folder)
      throws IOException, InterruptedException {
    Path stdin = Files.writeString(folder.resolve("stdin"), input);
    Path stdout = folder.resolve("stdout");
    Process node =
        new ProcessBuilder(
                "node",
                "--no-warnings",
                Repository.root().resolve("sql-tests/src/test/resources/wasi/run.mjs").toString(),
                PROGRAMS.resolve(program.module + ".wasm").toString(),
                "f",
                program.option,
                program.script)
            .redirectInput(stdin.toFile())
            .redirectOutput(stdout.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(node.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(node.exitValue()).isZero();
    return Files.readString(stdout);
  }
}
