package dev.insitu.calcite.plan;

import dev.insitu.calcite.plan.CallArguments.Range;
import dev.insitu.calcite.plan.CallValidator.NullOrder;
import dev.insitu.calcite.plan.CallValidator.Result;
import dev.insitu.udf.type.Column;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads PARTITION BY and ORDER BY of a table argument. */
final class SortClauses {
  private static final String GRAMMAR =
      "PARTITION BY a or (a, ...), then ORDER BY a or (a [ASC | DESC] [NULLS FIRST | LAST], ...)";

  private final SqlText text;
  private final Range words;
  private final String owner;
  private final @Nullable String table;
  private final List<Column> columns;
  private final StringBuilder clauses = new StringBuilder();
  private final List<Integer> offsets = new ArrayList<>();

  private SortClauses(
      SqlText text, Range words, String owner, @Nullable String table, List<Column> columns) {
    this.text = text;
    this.words = words;
    this.owner = owner;
    this.table = table;
    this.columns = columns;
  }

  /**
   * Reads the clauses.
   *
   * @param words where they stand, perhaps nowhere
   * @param owner what messages call the argument
   * @param table the name of the argument's table, which may stand before a column
   */
  static TableCall read(
      SqlText text,
      Range words,
      String owner,
      @Nullable String table,
      List<Column> columns,
      boolean setSemantics,
      NullOrder nulls)
      throws SQLException {
    SortClauses clauses = new SortClauses(text, words, owner, table, columns);
    clauses.translate();
    return switch (CallValidator.read(clauses.clauses.toString(), columns, setSemantics, nulls)) {
      case Result.Valid valid -> valid.call();
      case Result.Invalid invalid -> throw clauses.error(invalid, setSemantics);
    };
  }

  /** Puts every name into quotes, so that no word is reserved and no case is folded. */
  private void translate() throws SQLException {
    int open = 0;
    for (int i = words.from(); i < words.to(); i++) {
      if (isName(i) && text.is(i + 1, ".") && text.isName(i + 2) && isTable(i)) {
        i += 2;
      }
      while (offsets.size() <= i - words.from()) {
        offsets.add(clauses.length());
      }
      open += text.is(i, "(") ? 1 : text.is(i, ")") ? -1 : 0;
      if (open > 1 || !(isName(i) || text.is(i, "(", ")", ",") || isKeyword(i))) {
        throw grammar(i);
      }
      clauses.append(isName(i) ? Identifiers.quoted(column(text.name(i))) : text.raw(i));
      clauses.append(' ');
    }
  }

  private boolean isName(int i) {
    return text.isName(i)
        && (text.is(i, SqlLexer.Kind.QUOTED)
            || (text.is(i - 1, "BY", "(", ",", ".") && i > words.from()));
  }

  private boolean isKeyword(int i) {
    return text.is(i, "PARTITION", "ORDER", "BY", "ASC", "DESC", "NULLS", "FIRST", "LAST");
  }

  private boolean isTable(int i) {
    return table != null && text.identifiers().same(table, text.name(i));
  }

  private String column(String name) {
    for (Column column : columns) {
      if (text.identifiers().same(column.name(), name)) {
        return column.name();
      }
    }
    return name;
  }

  private SQLException error(Result.Invalid invalid, boolean setSemantics) {
    int word = words.from();
    for (int i = 0; i < offsets.size(); i++) {
      if (offsets.get(i) <= invalid.offset()) {
        word = words.from() + i;
      }
    }
    if (invalid.offset() >= clauses.length()) {
      word = words.to();
    }
    if (invalid.grammar()) {
      return grammar(word);
    }
    if (!setSemantics) {
      return PlanErrors.arguments(
          text.place(words.from())
              + ": "
              + owner
              + " has row semantics: it takes neither PARTITION BY nor ORDER BY");
    }
    return PlanErrors.arguments(
        text.place(word)
            + ": "
            + owner
            + " has no column "
            + Identifiers.quoted(word < words.to() && isName(word) ? text.name(word) : "")
            + "; it has "
            + columns.stream().map(Column::name).collect(Collectors.joining(", ")));
  }

  private SQLException grammar(int word) {
    return text.syntaxError(
        word, "expected " + GRAMMAR + " behind " + owner + ", found " + text.shown(word));
  }
}
