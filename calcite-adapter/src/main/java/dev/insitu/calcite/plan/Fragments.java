package dev.insitu.calcite.plan;

import dev.insitu.calcite.plan.CallArguments.Range;
import dev.insitu.calcite.plan.CallPlanner.PlannedCall;
import dev.insitu.calcite.plan.Fragment.Piece;
import dev.insitu.calcite.plan.QueryBlock.CommonTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Cuts pieces out of a statement's text. */
final class Fragments {
  private final SqlText text;
  private final Calls calls;
  private final Parameters parameters;
  private final Map<CommonTable, Fragment> tables = new HashMap<>();

  /** Finds and plans calls. */
  interface Calls {
    /** Returns the call whose first word this is. */
    @Nullable PlannedCall at(int word) throws SQLException;
  }

  Fragments(SqlText text, Parameters parameters, Calls calls) {
    this.text = text;
    this.parameters = parameters;
    this.calls = calls;
  }

  /** Returns these words with their parameters and calls. */
  Fragment of(Range words) throws SQLException {
    List<Piece> pieces = new ArrayList<>();
    append(pieces, words);
    return new Fragment(pieces);
  }

  /**
   * Returns a query over words of the text, which may name tables of WITH clauses.
   *
   * @param scope the tables of WITH clauses that are visible
   */
  Fragment query(List<CommonTable> scope, String before, Range words, String after)
      throws SQLException {
    return query(
        scope, List.of(new Part.Text(before), new Part.Words(words), new Part.Text(after)));
  }

  /** A part of a query. */
  sealed interface Part {
    /** Text of ours. */
    record Text(String text) implements Part {}

    /** Words of the user's. */
    record Words(Range range) implements Part {}
  }

  /** Returns a query that is put together from parts. */
  Fragment query(List<CommonTable> scope, List<Part> parts) throws SQLException {
    List<Piece> pieces = new ArrayList<>();
    List<Range> ranges = new ArrayList<>();
    for (Part part : parts) {
      if (part instanceof Part.Words words) {
        ranges.add(words.range());
      }
    }
    List<CommonTable> named = named(scope, ranges);
    boolean recursive = named.stream().anyMatch(CommonTable::isRecursive);
    String separator = recursive ? "WITH RECURSIVE " : "WITH ";
    for (CommonTable table : named) {
      pieces.add(new Piece.Text(separator));
      pieces.addAll(table(table).pieces());
      separator = ", ";
    }
    pieces.add(new Piece.Text(named.isEmpty() ? "" : " "));
    for (Part part : parts) {
      switch (part) {
        case Part.Text text -> pieces.add(new Piece.Text(text.text()));
        case Part.Words words -> append(pieces, words.range());
      }
    }
    return new Fragment(pieces);
  }

  /** Returns the tables that words name, directly or through each other. */
  private List<CommonTable> named(List<CommonTable> scope, List<Range> words) {
    List<CommonTable> named = new ArrayList<>();
    List<Range> texts = new ArrayList<>(words);
    for (CommonTable table : scope.reversed()) {
      boolean hidden =
          named.stream().anyMatch(n -> text.identifiers().same(n.name(), table.name()));
      if (!hidden && texts.stream().anyMatch(t -> names(t, table.name()))) {
        named.addFirst(table);
        texts.add(new Range(table.from(), table.to()));
      }
    }
    return named;
  }

  private boolean names(Range words, String name) {
    for (int i = words.from(); i < words.to(); i++) {
      if (text.isName(i) && text.identifiers().same(text.name(i), name)) {
        return true;
      }
    }
    return false;
  }

  private Fragment table(CommonTable table) throws SQLException {
    Fragment known = tables.get(table);
    if (known == null) {
      known = of(new Range(table.from(), table.to()));
      tables.put(table, known);
    }
    return known;
  }

  private void append(List<Piece> pieces, Range words) throws SQLException {
    if (words.isEmpty()) {
      return;
    }
    int position = text.start(words.from());
    for (int i = words.from(); i < words.to(); i++) {
      PlannedCall call = calls.at(i);
      if (call == null && parameters.ordinal(i) == 0) {
        continue;
      }
      pieces.add(new Piece.Text(text.text().substring(position, text.start(i))));
      if (call == null) {
        pieces.add(new Piece.Parameter(parameters.ordinal(i)));
      } else if (call.lateral() != null) {
        append(pieces, call, call.lateral());
        i = call.lateral().to() - 1;
      } else {
        pieces.add(new Piece.Rows(call.index(), addedAlias(call.site())));
        i = call.site().to() - 1;
      }
      position = text.end(i);
    }
    pieces.add(new Piece.Text(text.text().substring(position, text.end(words.to() - 1))));
  }

  /** Appends the join of a call whose arguments refer to the tables before it. */
  private void append(List<Piece> pieces, PlannedCall call, LateralJoin join) throws SQLException {
    String alias = Identifiers.quoted(aliasOf(call.site()));
    pieces.add(new Piece.Text(join.keyword()));
    pieces.add(new Piece.Rows(call.index(), " AS " + alias));
    pieces.add(new Piece.Text(" ON "));
    pieces.add(new Piece.Condition(call.index(), alias));
    String separator = "";
    for (CallPlanner.Correlated argument : call.correlated()) {
      pieces.add(new Piece.Text(separator));
      pieces.add(new Piece.Given(argument.scalar(), alias));
      pieces.add(new Piece.Text(" IS NOT DISTINCT FROM CAST("));
      append(pieces, argument.value());
      pieces.add(new Piece.Text(" AS " + argument.parameter().type() + ")"));
      separator = " AND ";
    }
    if (!join.on().isEmpty()) {
      pieces.add(new Piece.Text(" AND ("));
      append(pieces, join.on());
      pieces.add(new Piece.Text(")"));
    }
  }

  private String addedAlias(CallSite site) {
    return hasAlias(site) ? "" : " AS " + Identifiers.quoted(site.function().name());
  }

  /** Returns the word behind the call that begins at a word; 0 when none does. */
  int endOfCall(int word) throws SQLException {
    PlannedCall call = calls.at(word);
    return call == null ? 0 : call.site().to();
  }

  /** Returns the name by which the query around a call knows its rows. */
  String aliasOf(CallSite site) {
    if (!hasAlias(site)) {
      return site.function().name();
    }
    return text.name(text.is(site.to(), "AS") ? site.to() + 1 : site.to());
  }

  private boolean hasAlias(CallSite site) {
    return endOfAlias(text, site.to()) > site.to();
  }

  /** Returns the word behind the alias that stands at a word; the word itself when none does. */
  static int endOfAlias(SqlText text, int next) {
    if (text.is(next, "AS")) {
      return text.isName(next + 1) ? next + 2 : next;
    }
    boolean alias =
        text.isName(next)
            && !text.is(
                next, "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "FETCH", "FOR")
            && !text.is(next, "WINDOW", "QUALIFY", "UNION", "EXCEPT", "MINUS", "INTERSECT", "SET")
            && !text.is(next, "JOIN", "INNER", "LEFT", "RIGHT", "FULL", "CROSS", "NATURAL", "ON")
            && !text.is(next, "USING", "WHEN", "WITH");
    return alias ? next + 1 : next;
  }
}
