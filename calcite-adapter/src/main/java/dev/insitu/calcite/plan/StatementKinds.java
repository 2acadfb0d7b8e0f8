package dev.insitu.calcite.plan;

import java.sql.SQLException;
import java.util.List;

/** Which statements can call table functions: those that run now and keep no text for later. */
final class StatementKinds {
  private StatementKinds() {}

  static void check(SqlText text, List<CallSite> sites) throws SQLException {
    CallSite first = sites.getFirst();
    int depth = 0;
    for (int i = 0; i < text.size(); i++) {
      depth += text.is(i, "(") ? 1 : text.is(i, ")") ? -1 : 0;
      if (depth == 0 && text.is(i, ";") && i + 1 < text.size() && !text.is(i + 1, ";")) {
        throw refused(
            text, first, "cannot be called in a text of several statements: run them one by one");
      }
    }
    int start = 0;
    if (text.is(0, "EXPLAIN")) {
      start = text.is(1, "ANALYZE") ? 2 : text.is(1, "PLAN") ? 3 : 1;
    }
    if (text.is(start, "SELECT", "WITH", "VALUES", "TABLE", "(", "INSERT", "UPDATE", "DELETE")
        || text.is(start, "MERGE", "REPLACE")) {
      return;
    }
    if (!text.is(start, "CREATE")) {
      throw refused(
          text,
          first,
          "can be called in queries, INSERT, UPDATE, DELETE, MERGE and CREATE TABLE ... AS, not in "
              + text.shown(start));
    }
    for (int i = start + 1; i < first.from() && !text.is(i, "(", "AS"); i++) {
      if (text.is(i, "VIEW")) {
        throw refused(
            text,
            first,
            "cannot be called in a view: create a table, or call it in the query that reads the view");
      }
      if (text.is(i, "TABLE")) {
        createTable(text, i, first);
        return;
      }
    }
    throw refused(text, first, "cannot be called in a definition: its rows exist only in a query");
  }

  /** The rows may stand behind AS only; what stands before is kept. */
  private static void createTable(SqlText text, int table, CallSite first) throws SQLException {
    for (int i = table; i < first.from(); i++) {
      if (text.is(i, "(")) {
        i = text.partner(i);
      } else if (text.is(i, "AS")) {
        return;
      }
    }
    throw refused(text, first, "cannot be called in the definition of a table, only behind its AS");
  }

  private static SQLException refused(SqlText text, CallSite site, String why) {
    return PlanErrors.notSupported(
        text.place(site.from()) + ": " + site.function().name() + " " + why);
  }
}
