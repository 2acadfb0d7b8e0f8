package dev.insitu.calcite.plan;

import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.Parameter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which words of a call are which argument. */
final class CallArguments {
  private final SqlText text;
  private final CallSite site;
  private final FunctionDefinition function;
  private final List<Range> ranges = new ArrayList<>();
  private final List<Integer> together = new ArrayList<>();

  private CallArguments(SqlText text, CallSite site) {
    this.text = text;
    this.site = site;
    this.function = site.function();
  }

  /**
   * Words of the text.
   *
   * @param to the word after the last one
   */
  record Range(int from, int to) {
    boolean isEmpty() {
      return from >= to;
    }
  }

  /**
   * An argument.
   *
   * @param value its words, without a name; empty when the parameter's default stands for it
   */
  record Argument(Parameter parameter, Range value) {}

  /**
   * What a call says.
   *
   * @param arguments one for each parameter of the function, in its order
   * @param together the words that COPARTITION names
   */
  record Read(List<Argument> arguments, List<Integer> together) {
    /** Copies the lists. */
    Read {
      arguments = List.copyOf(arguments);
      together = List.copyOf(together);
    }
  }

  /** Reads what stands between the parentheses. */
  static Read read(SqlText text, CallSite site) throws SQLException {
    CallArguments arguments = new CallArguments(text, site);
    arguments.split();
    return new Read(arguments.assign(), arguments.together);
  }

  private void split() throws SQLException {
    int close = text.partner(site.open());
    int from = site.open() + 1;
    if (from == close) {
      return;
    }
    int brackets = 0;
    for (int i = from; i < close; i++) {
      if (text.is(i, "COPARTITION") && text.is(i + 1, "(") && i > from) {
        add(from, i);
        together(i + 1, close);
        return;
      }
      if (text.is(i, "(")) {
        i = text.partner(i);
      } else if (text.is(i, "[", "{", "??(")) {
        brackets++;
      } else if (text.is(i, "]", "}", "??)")) {
        brackets--;
      } else if (text.is(i, ",") && brackets <= 0) {
        add(from, i);
        from = i + 1;
      }
    }
    add(from, close);
  }

  /** Reads {@code (a, b)} behind COPARTITION, with which the arguments end. */
  private void together(int open, int close) throws SQLException {
    int end = text.partner(open);
    for (int i = open + 1; i < end; i += 2) {
      if (!text.isName(i) || !(text.is(i + 1, ",") ? i + 2 < end : i + 1 == end)) {
        throw text.syntaxError(i, "expected COPARTITION (table, ...)");
      }
      together.add(i);
    }
    if (together.isEmpty() || end + 1 != close) {
      throw text.syntaxError(
          together.isEmpty() ? end : end + 1, "COPARTITION (table, ...) ends the arguments");
    }
  }

  private void add(int from, int to) throws SQLException {
    if (from >= to) {
      throw text.syntaxError(from, "expected an argument of " + signature());
    }
    ranges.add(new Range(from, to));
  }

  private List<Argument> assign() throws SQLException {
    List<Parameter> parameters = function.parameters();
    List<@Nullable Range> values =
        new ArrayList<>(Collections.nCopies(parameters.size(), (Range) null));
    boolean named = false;
    for (int i = 0; i < ranges.size(); i++) {
      Range range = ranges.get(i);
      int index = i;
      if (isNamed(range.from)) {
        named = true;
        index = parameter(range.from);
        range = new Range(range.from + 3, range.to);
        if (range.isEmpty()) {
          throw text.syntaxError(range.from, "expected a value behind =>");
        }
      } else if (named) {
        throw text.syntaxError(
            range.from, "an argument without a name stands behind one with a name");
      } else if (i >= parameters.size()) {
        throw wrongCount();
      }
      if (values.get(index) != null) {
        throw text.syntaxError(
            ranges.get(i).from,
            "argument "
                + parameters.get(index).name()
                + " of "
                + function.name()
                + " stands twice");
      }
      values.set(index, range);
    }
    return complete(values);
  }

  private List<Argument> complete(List<@Nullable Range> values) throws SQLException {
    List<Argument> arguments = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      Range value = values.get(i);
      Parameter parameter = function.parameters().get(i);
      if (value == null && parameter instanceof Parameter.Scalar s && s.defaultText() != null) {
        value = new Range(site.open(), site.open());
      }
      if (value == null) {
        boolean positional = ranges.stream().noneMatch(r -> isNamed(r.from));
        throw positional
            ? wrongCount()
            : PlanErrors.arguments(
                text.place(site.from())
                    + ": argument "
                    + parameter.name()
                    + " is missing: "
                    + signature());
      }
      arguments.add(new Argument(parameter, value));
    }
    return arguments;
  }

  private boolean isNamed(int from) {
    return text.isName(from)
        && text.is(from + 1, "=")
        && text.is(from + 2, ">")
        && text.isAdjacent(from + 1);
  }

  private int parameter(int at) throws SQLException {
    String name = text.name(at);
    for (int i = 0; i < function.parameters().size(); i++) {
      if (text.identifiers().same(function.parameters().get(i).name(), name)) {
        return i;
      }
    }
    throw PlanErrors.arguments(
        text.place(at)
            + ": "
            + function.name()
            + " has no parameter "
            + Identifiers.quoted(name)
            + ": "
            + signature());
  }

  private SQLException wrongCount() {
    String hint =
        ranges.size() > function.parameters().size() && ranges.stream().anyMatch(this::isSorted)
            ? "; several columns of PARTITION BY or ORDER BY stand in parentheses,"
                + " as in PARTITION BY (a, b)"
            : "";
    return PlanErrors.arguments(
        text.place(site.from())
            + ": "
            + signature()
            + " takes "
            + count(function)
            + ", found "
            + ranges.size()
            + hint);
  }

  private boolean isSorted(Range range) {
    for (int i = range.from; i < range.to; i++) {
      if (text.is(i, "PARTITION", "ORDER") && text.is(i + 1, "BY")) {
        return true;
      }
    }
    return false;
  }

  private static String count(FunctionDefinition function) {
    int most = function.parameters().size();
    int least = 0;
    for (Parameter parameter : function.parameters()) {
      boolean optional = parameter instanceof Parameter.Scalar s && s.defaultText() != null;
      least += optional ? 0 : 1;
    }
    return (least < most ? least + " to " : "") + count(most);
  }

  private static String count(int arguments) {
    return arguments == 1 ? "1 argument" : arguments + " arguments";
  }

  private String signature() {
    return signature(function);
  }

  static String signature(FunctionDefinition function) {
    return function.parameters().stream()
        .map(p ->
            switch (p) {
              case Parameter.Scalar scalar ->
                  scalar.name()
                      + " "
                      + scalar.type()
                      + (scalar.defaultText() == null ? "" : " DEFAULT " + scalar.defaultText());
              case Parameter.Table table -> table.name() + " TABLE";
            })
        .collect(Collectors.joining(", ", function.name() + "(", ")"));
  }
}
