package dev.insitu.calcite.plan;

import dev.insitu.calcite.plan.Backend.QueryColumn;
import dev.insitu.calcite.plan.CallArguments.Argument;
import dev.insitu.calcite.plan.CallArguments.Range;
import dev.insitu.calcite.plan.Fragments.Part;
import dev.insitu.udf.Parameter;
import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.Widening;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A planned table argument.
 *
 * @param tableName the name of the table; null for a query
 * @param query gives its rows, sorted as the call wants them
 * @param unsorted what the query is made of, but for its order
 * @param columns what the query's columns are
 * @param call how they are partitioned and ordered
 */
record TableArgument(
    Parameter.Table parameter,
    @Nullable String tableName,
    Fragment query,
    List<Part> unsorted,
    List<Column> columns,
    TableCall call) {
  /** Copies the list. */
  TableArgument {
    unsorted = List.copyOf(unsorted);
    columns = List.copyOf(columns);
  }

  /** Returns the columns that the function gets: those that it declares, if it does. */
  List<Column> given() {
    return parameter.columns().isEmpty() ? columns : parameter.columns();
  }

  static TableArgument read(
      SqlText text,
      CallSite site,
      Argument argument,
      Backend backend,
      Fragments fragments,
      Fragment.Rows emptyTables)
      throws SQLException {
    Parameter.Table parameter = (Parameter.Table) argument.parameter();
    Reader reader = new Reader(text, site, parameter, argument.value(), fragments);
    Source source = reader.source();
    String head = reader.head();
    List<Part> parts =
        List.of(
            new Part.Text(head + source.before),
            new Part.Words(source.words),
            new Part.Text(source.after + reader.foot()));
    Fragment unsorted = fragments.query(site.scope(), parts);
    List<Column> columns = reader.columns(backend.columns(unsorted.sql(emptyTables)));
    TableCall call =
        SortClauses.read(
            text,
            new Range(source.end, argument.value().to()),
            reader.owner(),
            source.name,
            columns,
            parameter.setSemantics(),
            backend.nullOrder());
    List<Part> sorted = new ArrayList<>(parts);
    sorted.add(new Part.Text(call.orderBy()));
    return new TableArgument(
        parameter, source.name, fragments.query(site.scope(), sorted), parts, columns, call);
  }

  /**
   * What stands before PARTITION BY.
   *
   * @param name the table's name; null for a query
   * @param end the word behind it
   */
  private record Source(String before, Range words, String after, @Nullable String name, int end) {}

  /** Reads one argument. */
  private record Reader(
      SqlText text, CallSite site, Parameter.Table parameter, Range value, Fragments fragments) {
    Source source() throws SQLException {
      int from = value.from();
      boolean table = text.is(from, "TABLE");
      int nested = fragments.endOfCall(from);
      if (table && nested > 0) {
        return new Source("SELECT * FROM ", new Range(from, nested), "", null, nested);
      }
      int open = table ? from + 1 : from;
      int bare = table ? fragments.endOfCall(open) : 0;
      if (bare > 0) {
        return new Source("SELECT * FROM ", new Range(open, bare), "", null, bare);
      }
      if (text.is(open, "(")) {
        int close = text.partner(open);
        Range inner = new Range(open + 1, close);
        if (text.is(inner.from(), "SELECT", "WITH", "VALUES", "TABLE", "(")) {
          return new Source("SELECT * FROM (", inner, ")", null, close + 1);
        }
        if (table && endOfPath(inner.from()) == close) {
          return new Source("SELECT * FROM ", inner, "", text.name(close - 1), close + 1);
        }
        if (table) {
          throw notATable(inner.from());
        }
      } else if (table) {
        int end = endOfPath(open);
        if (end > open) {
          Range path = new Range(open, end);
          return new Source("SELECT * FROM ", path, "", text.name(end - 1), end);
        }
      }
      throw notATable(from);
    }

    /** Returns the word behind a name with dots; the word itself when there is no name. */
    private int endOfPath(int from) {
      int i = from;
      if (!text.isName(i)) {
        return from;
      }
      while (text.is(i + 1, ".") && text.isName(i + 2)) {
        i += 2;
      }
      return i + 1;
    }

    private SQLException notATable(int word) {
      return text.syntaxError(
          word,
          owner()
              + " is a table: expected TABLE name, TABLE(query) or (query), found "
              + text.shown(word));
    }

    private SQLException wrong(String what) {
      return PlanErrors.arguments(text.place(value.from()) + ": " + owner() + what);
    }

    String owner() {
      return "argument " + parameter.name() + " of " + site.function().name();
    }

    /** A function that declares columns gets these, in its order. */
    String head() {
      return !selects()
          ? ""
          : parameter.columns().stream()
              .map(c -> Identifiers.quoted(c.name()))
              .collect(Collectors.joining(", ", "SELECT ", " FROM ("));
    }

    String foot() {
      return selects() ? ")" : "";
    }

    private boolean selects() {
      return !parameter.columns().isEmpty() && !parameter.passThrough();
    }

    private int index(List<Column> columns, Column declared) throws SQLException {
      for (int i = 0; i < columns.size(); i++) {
        if (columns.get(i).name().equals(declared.name())) {
          return i;
        }
      }
      throw wrong(
          " must have a column "
              + Identifiers.quoted(declared.name())
              + "; it has "
              + columns.stream().map(Column::name).collect(Collectors.joining(", ")));
    }

    List<Column> columns(List<QueryColumn> found) throws SQLException {
      List<Column> columns = new ArrayList<>();
      for (QueryColumn column : found) {
        if (column.type().isEmpty()) {
          throw wrong(
              " has a column "
                  + Identifiers.quoted(column.label())
                  + " of type "
                  + column.backendType()
                  + ", which no function takes: cast it or leave it out");
        }
        columns.add(new Column(column.label(), column.type().get()));
      }
      for (int i = 0; i < parameter.columns().size(); i++) {
        Column declared = parameter.columns().get(i);
        int at = selects() ? i : index(columns, declared);
        if (!Widening.takes(declared.type(), columns.get(at).type())) {
          throw wrong(
              " must have a column "
                  + Identifiers.quoted(declared.name())
                  + " of type "
                  + declared.type()
                  + ", found "
                  + found.get(at).backendType());
        }
      }
      return columns;
    }
  }
}
