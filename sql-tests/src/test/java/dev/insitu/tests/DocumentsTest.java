package dev.insitu.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.insitu.tests.Markdown.Block;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs every {@code sql} block of README and docs as it is written: the blocks of one document in
 * order on one fresh database, from the repository's root. The last statement of a block marked
 * {@code fails=SQLSTATE} must end with that error.
 */
final class DocumentsTest {
  private static final Path README = Repository.root().resolve("README.md");

  @TestFactory
  Stream<DynamicTest> sqlBlocksRun() {
    List<Path> documents =
        Repository.files(".md").stream()
            .filter(f -> f.equals(README) || Repository.name(f).startsWith("docs/"))
            .toList();
    return documents.stream()
        .map(file -> DynamicTest.dynamicTest(Repository.name(file), () -> run(file)));
  }

  private static void run(Path document) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("insitu.baseDirectory", Repository.root().toString());
    try (Connection connection = DriverManager.getConnection("jdbc:insitu:h2:mem:", properties);
        Statement statement = connection.createStatement()) {
      for (Block block : Markdown.blocks(document)) {
        if (block.language().equals("sql") && !block.text().contains("'file:tip.wasm'")) {
          run(block, statement);
        }
      }
    }
  }

  private static void run(Block block, Statement statement) throws SQLException {
    String[] statements = block.text().split(";\\s*(--[^\n]*)?\n");
    for (int i = 0; i < statements.length; i++) {
      String sql = statements[i];
      if (i == statements.length - 1 && block.attribute().startsWith("fails=")) {
        assertThatThrownBy(() -> drain(statement, sql))
            .as(block.toString())
            .isInstanceOfSatisfying(
                SQLException.class,
                e ->
                    assertThat(e.getSQLState())
                        .isEqualTo(block.attribute().substring("fails=".length())));
      } else {
        try {
          drain(statement, sql);
        } catch (SQLException e) {
          throw new AssertionError(block + ": " + sql, e);
        }
      }
    }
  }

  private static void drain(Statement statement, String sql) throws SQLException {
    if (statement.execute(sql)) {
      try (ResultSet rows = statement.getResultSet()) {
        while (rows.next()) {
          // Rows stream, so an error may come with any of them.
        }
      }
    }
  }

  /**
   * What README prints of the first function is what stands in samples/tip, where other tests run
   * it.
   */
  @Test
  void firstFunctionIsTheSample() throws Exception {
    String readme = Files.readString(README);
    for (String name : List.of("tip.c", "tip.rs", "tip.ts", "tip.sql")) {
      String source = Files.readString(Repository.root().resolve("samples/tip").resolve(name));
      assertThat(readme)
          .contains("```" + name.substring(4).replace("rs", "rust") + "\n" + source + "```");
    }
  }
}
