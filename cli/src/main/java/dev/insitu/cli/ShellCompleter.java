package dev.insitu.cli;

import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.session.FunctionSession;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Completes keywords, commands, and names of tables and functions. */
final class ShellCompleter implements Completer {
  private static final List<String> KEYWORDS =
      List.of(
          ("ALTER AND AS ASC BETWEEN BIGINT BOOLEAN BY CALLED CASE CREATE CROSS DATE DEFAULT DELETE DESC"
                  + " DETERMINISTIC DISTINCT DOUBLE DROP ELSE END EXISTS EXPLAIN EXPORT FALSE FROM FUNCTION"
                  + " GROUP HAVING IN INNER INPUT INSERT INTEGER INTO IS JOIN KEY LANGUAGE LEFT LIKE LIMIT"
                  + " MODULE NOT NULL OFFSET ON OR ORDER OUTER PARAMETER PARTITION PRECISION PRIMARY REAL"
                  + " REPLACE RETURNS RIGHT SELECT SET SHOW STREAM STYLE TABLE TABLES THEN TIMESTAMP TRUE"
                  + " UNION UPDATE USING VALUES VARCHAR VIEW WASM WHEN WHERE WITH")
              .split(" "));

  private final Connection connection;
  private final Collection<String> commands;

  ShellCompleter(Connection connection, Collection<String> commands) {
    this.connection = connection;
    this.commands = commands;
  }

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
    String typed = line.word();
    if (typed.isEmpty()) {
      return;
    }
    boolean lower = typed.equals(typed.toLowerCase(Locale.ROOT));
    TreeSet<String> words = new TreeSet<>(KEYWORDS);
    addNames(words);
    if (line.line().strip().equals(typed)) {
      words.addAll(commands);
    }
    for (String word : words) {
      if (word.regionMatches(true, 0, typed, 0, typed.length())) {
        candidates.add(new Candidate(lower ? word.toLowerCase(Locale.ROOT) : word));
      }
    }
  }

  /** Adds names that need no quotes; one that does is no word of the parser. */
  private void addNames(Collection<String> words) {
    try (ResultSet tables = connection.getMetaData().getTables(null, null, "%", null)) {
      while (tables.next()) {
        addName(tables.getString("TABLE_NAME"), words);
      }
      for (FunctionDefinition f : connection.unwrap(FunctionSession.class).functions()) {
        addName(f.name(), words);
      }
    } catch (SQLException e) {
      // Completion is a convenience: without names it offers keywords.
    }
  }

  private static void addName(String name, Collection<String> words) {
    if (name.matches("[A-Z_][A-Z0-9_]*")) {
      words.add(name);
    }
  }
}
