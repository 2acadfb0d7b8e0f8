package dev.insitu.calcite.plan;

import dev.insitu.calcite.plan.CallArguments.Range;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a call stands beside the tables that its arguments may refer to; positions count words.
 *
 * @param from the first word of the join: the comma, or a word before JOIN
 * @param to the word after the join: after the alias, or after what ON says
 * @param tables the tables before the join
 * @param outer whether it is a LEFT JOIN
 * @param on what ON says; empty for nothing
 * @param columns the names behind the alias; empty for those that the function gives
 */
record LateralJoin(int from, int to, Range tables, boolean outer, Range on, List<String> columns) {
  /** What gives another value each time, so that rows would not find their arguments again. */
  private static final String[] VOLATILE = {
    "RAND", "RANDOM", "SECURE_RAND", "RANDOM_UUID", "UUID", "NEXTVAL", "NEXT", "CURRVAL", "NEWID"
  };

  /** Copies the list. */
  LateralJoin {
    columns = List.copyOf(columns);
  }

  /** Returns the first word of the join that a call is the right side of; none where it begins. */
  static int start(SqlText text, CallSite site) {
    int before = site.from() - 1;
    if (site.items() == SqlText.NONE || before <= site.items()) {
      return SqlText.NONE;
    }
    if (text.is(before, ",")) {
      return before;
    }
    int start = before;
    while (text.is(start - 1, "INNER", "CROSS", "LEFT", "RIGHT", "FULL", "OUTER", "NATURAL")) {
      start--;
    }
    return text.is(before, "JOIN") && start > site.items() ? start : SqlText.NONE;
  }

  /**
   * Reads the join around a call whose arguments refer to the tables before it.
   *
   * @throws SQLException when the join is one that has no rows before it to call the function for
   */
  static LateralJoin read(SqlText text, CallSite site) throws SQLException {
    int from = start(text, site);
    boolean comma = text.is(from, ",");
    boolean outer = false;
    for (int i = from; !comma && i < site.from(); i++) {
      outer |= text.is(i, "LEFT");
      if (text.is(i, "RIGHT", "FULL", "NATURAL")) {
        throw wrongJoin(text, site, i);
      }
    }
    List<String> columns = new ArrayList<>();
    int end = endOfAlias(text, site.to(), columns);
    if (text.is(end, "USING")) {
      throw wrongJoin(text, site, end);
    }
    Range on = new Range(end, end);
    if (!comma && text.is(end, "ON")) {
      on = new Range(end + 1, endOfCondition(text, end + 1, site.close()));
      if (on.isEmpty()) {
        throw text.syntaxError(on.from(), "expected a condition behind ON");
      }
    }
    Range tables = new Range(outer ? site.item() : site.items(), from);
    return new LateralJoin(from, Math.max(end, on.to()), tables, outer, on, columns);
  }

  private static SQLException wrongJoin(SqlText text, CallSite site, int word) {
    return PlanErrors.notSupported(
        text.place(word)
            + ": "
            + site.function().name()
            + " refers to the tables before it, which "
            + text.shown(word)
            + " does not allow: write JOIN ... ON, LEFT JOIN ... ON, CROSS JOIN or a comma");
  }

  private static int endOfAlias(SqlText text, int from, List<String> columns) {
    int end = Fragments.endOfAlias(text, from);
    if (end == from || !text.is(end, "(")) {
      return end;
    }
    int close = text.partner(end);
    for (int i = end + 1; i < close; i++) {
      if (text.isName(i)) {
        columns.add(text.name(i));
      }
    }
    return close + 1;
  }

  private static int endOfCondition(SqlText text, int from, int close) {
    int i = from;
    while (i < close && !endsCondition(text, i)) {
      i = text.is(i, "(") ? text.partner(i) + 1 : i + 1;
    }
    return i;
  }

  private static boolean endsCondition(SqlText text, int i) {
    if (text.is(i - 1, ".") || (text.is(i + 1, "(") && text.is(i, "LEFT", "RIGHT"))) {
      return false;
    }
    return text.is(i, ",", ";", ")", "JOIN", "INNER", "LEFT", "RIGHT", "FULL", "CROSS", "NATURAL")
        || text.is(i, "ON", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "FETCH", "FOR")
        || text.is(i, "WINDOW", "QUALIFY", "UNION", "EXCEPT", "MINUS", "INTERSECT");
  }

  /** Refuses what gives another value when it is evaluated again. */
  void requireStable(SqlText text, CallSite site) throws SQLException {
    for (Range words : List.of(tables, new Range(site.open(), text.partner(site.open())))) {
      for (int i = words.from(); i < words.to(); i++) {
        if (text.is(i, VOLATILE) && (text.is(i + 1, "(") || text.is(i, "NEXT"))) {
          throw PlanErrors.notSupported(
              text.place(i)
                  + ": "
                  + text.shown(i)
                  + " gives another value each time, but "
                  + site.function().name()
                  + " refers to tables whose rows must find their arguments again");
        }
      }
    }
  }

  /** Names the columns as the alias does. */
  List<String> named(SqlText text, CallSite site, List<String> returned) throws SQLException {
    if (columns.isEmpty()) {
      return returned;
    }
    if (columns.size() != returned.size()) {
      throw PlanErrors.arguments(
          text.place(site.from())
              + ": the alias of "
              + site.function().name()
              + " names "
              + columns.size()
              + " columns, it has "
              + returned.size());
    }
    return columns;
  }

  /** Returns where the arguments stand in the hosted rows. */
  static String hidden(int argument) {
    return "argument#" + (argument + 1);
  }

  /** Returns the word that a join begins with in the backend's text. */
  String keyword() {
    return outer ? " LEFT JOIN " : " INNER JOIN ";
  }
}
