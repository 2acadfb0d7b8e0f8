package dev.insitu.calcite.plan;

import dev.insitu.calcite.plan.CallPlan.Keys;
import dev.insitu.calcite.plan.Fragments.Part;
import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.SqlType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads how the partitions of several table arguments belong together. */
final class CoPartition {
  private final SqlText text;
  private final CallSite site;
  private final List<TableArgument> tables;

  private CoPartition(SqlText text, CallSite site, List<TableArgument> tables) {
    this.text = text;
    this.site = site;
    this.tables = tables;
  }

  /**
   * Returns the keys that cut the tables; empty when nothing does, or when there is one table
   * alone.
   *
   * @param names the words that COPARTITION names
   */
  static Optional<Keys> read(
      SqlText text,
      CallSite site,
      List<Integer> names,
      List<TableArgument> tables,
      Fragments fragments)
      throws SQLException {
    CoPartition read = new CoPartition(text, site, tables);
    List<TableArgument> cut =
        tables.stream().filter(t -> !t.call().partitionColumns().isEmpty()).toList();
    read.checkNames(names, cut);
    if (tables.size() < 2 || cut.isEmpty()) {
      return Optional.empty();
    }
    List<Column> keys = read.keys(cut.getFirst());
    for (TableArgument table : cut) {
      read.checkKeys(cut.getFirst(), table);
    }
    List<Part> parts = new ArrayList<>();
    for (TableArgument table : cut) {
      parts.add(new Part.Text(parts.isEmpty() ? "SELECT DISTINCT " : " UNION SELECT "));
      parts.add(
          new Part.Text(
              read.keys(table).stream()
                  .map(c -> Identifiers.quoted(c.name()))
                  .collect(Collectors.joining(", ", "", " FROM ("))));
      parts.addAll(table.unsorted());
      parts.add(new Part.Text(")"));
    }
    List<Integer> columns = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      columns.add(i);
    }
    parts.add(new Part.Text(new TableCall(columns, List.of()).orderBy()));
    return Optional.of(new Keys(fragments.query(site.scope(), parts), keys));
  }

  private List<Column> keys(TableArgument table) {
    return table.call().partitionColumns().stream().map(table.columns()::get).toList();
  }

  private void checkNames(List<Integer> names, List<TableArgument> cut) throws SQLException {
    if (names.isEmpty()) {
      if (cut.size() > 1) {
        throw PlanErrors.notSupported(
            text.place(site.from())
                + ": "
                + listed(cut)
                + " of "
                + site.function().name()
                + " have PARTITION BY: write COPARTITION ("
                + listed(cut)
                + ") behind the arguments");
      }
      return;
    }
    List<TableArgument> named = new ArrayList<>();
    for (int name : names) {
      named.add(table(name));
    }
    if (named.size() < 2 || named.size() != cut.size() || !named.containsAll(cut)) {
      throw PlanErrors.arguments(
          text.place(names.getFirst())
              + ": COPARTITION names "
              + listed(named)
              + ", but PARTITION BY stands behind "
              + (cut.isEmpty() ? "no table" : listed(cut))
              + "; it names two tables or more, each that has PARTITION BY once");
    }
  }

  private TableArgument table(int name) throws SQLException {
    for (TableArgument table : tables) {
      String written = table.tableName();
      if (text.identifiers().same(table.parameter().name(), text.name(name))
          || (written != null && text.identifiers().same(written, text.name(name)))) {
        return table;
      }
    }
    throw PlanErrors.arguments(
        text.place(name)
            + ": COPARTITION names "
            + Identifiers.quoted(text.name(name))
            + ", which is no table of "
            + site.function().name()
            + "; it takes "
            + (tables.isEmpty() ? "none" : listed(tables)));
  }

  private void checkKeys(TableArgument first, TableArgument other) throws SQLException {
    List<Column> one = keys(first);
    List<Column> two = keys(other);
    boolean same = one.size() == two.size();
    for (int i = 0; same && i < one.size(); i++) {
      same = same(one.get(i).type(), two.get(i).type());
    }
    if (!same) {
      throw PlanErrors.arguments(
          text.place(site.from())
              + ": COPARTITION needs keys of the same types: "
              + first.parameter().name()
              + " has "
              + types(one)
              + ", "
              + other.parameter().name()
              + " has "
              + types(two)
              + "; cast them");
    }
  }

  private static boolean same(SqlType one, SqlType two) {
    return one.equals(two)
        || (one instanceof SqlType.Varchar && two instanceof SqlType.Varchar)
        || (one instanceof SqlType.Varbinary && two instanceof SqlType.Varbinary)
        || (one instanceof SqlType.Array a
            && two instanceof SqlType.Array b
            && same(a.element(), b.element()));
  }

  private static String types(List<Column> columns) {
    return columns.stream()
        .map(c -> c.name() + " " + c.type())
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static String listed(List<TableArgument> tables) {
    return tables.stream().map(t -> t.parameter().name()).collect(Collectors.joining(", "));
  }
}
