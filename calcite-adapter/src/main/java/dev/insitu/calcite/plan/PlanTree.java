package dev.insitu.calcite.plan;

import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.ParameterStyle;
import dev.insitu.udf.rows.Hosting;
import dev.insitu.udf.type.Column;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** The text of a tree: each line stands two columns behind the one that it belongs to. */
final class PlanTree {
  private static final double NANOS_PER_MILLI = 1e6;

  private final StringJoiner text = new StringJoiner("\n");
  private int depth;

  void down() {
    depth++;
  }

  void up() {
    depth--;
  }

  void line(String line) {
    text.add("  ".repeat(depth) + line);
  }

  /** Adds SQL; its lines keep their own columns behind a bar. */
  void sql(String sql) {
    sql.lines().forEach(line -> line("| " + line));
  }

  /** Adds a time, on a line of its own because no two runs have the same. */
  void time(long nanos) {
    line(String.format(Locale.ROOT, "time in guest %.3f ms", nanos / NANOS_PER_MILLI));
  }

  static String name(FunctionDefinition function) {
    return function.schema() + "." + function.name();
  }

  static String module(FunctionDefinition function) {
    String name = function.style() == ParameterStyle.AGGREGATE ? "exports " : "export ";
    return "module "
        + function.module()
        + ", "
        + name
        + function.export()
        + (function.style() == ParameterStyle.AGGREGATE ? "_*" : "")
        + ", parameter style "
        + function.style();
  }

  static String reason(CallPlan call) {
    return switch (call.hosting()) {
      case Hosting.Stream stream ->
          "streamed, because the statement reads its rows once, as they come";
      case Hosting.Copy copy ->
          "copied into a temporary table, because the statement reads its rows beside others or"
              + " more than once";
    };
  }

  static String output(CallPlan call) {
    return format(call) + columns(call.given());
  }

  static String input(CallPlan call, TableArgument table) {
    StringBuilder line = new StringBuilder(table.parameter().name());
    line.append(' ').append(format(call)).append(columns(table.given()));
    TableCall keys = table.call();
    List<String> partitions =
        keys.partitionColumns().stream().map(c -> table.columns().get(c).name()).toList();
    if (!partitions.isEmpty()) {
      line.append(" partitioned by ").append(String.join(", ", partitions));
    }
    List<String> order =
        keys.order().stream()
            .map(
                o -> table.columns().get(o.column()).name() + (o.descending() ? " descending" : ""))
            .toList();
    if (!order.isEmpty()) {
      line.append(" ordered by ").append(String.join(", ", order));
    }
    return line.toString();
  }

  static String traffic(long rows, long bytes) {
    return ": " + rows + " rows, " + bytes + " bytes";
  }

  private static String format(CallPlan call) {
    return call.function().options().getOrDefault("format", "csv").toLowerCase(Locale.ROOT) + " ";
  }

  private static String columns(List<Column> columns) {
    return columns.stream()
        .map(c -> c.name() + " " + c.type())
        .collect(Collectors.joining(", ", "(", ")"));
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
