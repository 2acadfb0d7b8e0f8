package dev.insitu.udf.stream;

import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.Parameter;
import dev.insitu.udf.call.ArgumentShape;
import dev.insitu.udf.type.Column;
import java.util.List;

/** The text that tells a module what is known of a call before it: lines of CSV. */
public final class ShapeText {
  private ShapeText() {}

  /** Returns the text for a call with one argument for each parameter. */
  public static String of(FunctionDefinition function, List<ArgumentShape> arguments) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < arguments.size(); i++) {
      Parameter parameter = function.parameters().get(i);
      String type =
          switch (parameter) {
            case Parameter.Scalar scalar -> scalar.type().toString();
            case Parameter.Table table -> "";
          };
      switch (arguments.get(i)) {
        case ArgumentShape.Table table -> {
          line(text, "table", parameter.name());
          for (Column column : table.columns()) {
            line(text, "column", column.name(), column.type().toString());
          }
        }
        case ArgumentShape.Value value ->
            line(text, "value", parameter.name(), type, CsvFormat.text(value.value()));
        case ArgumentShape.Null none -> line(text, "null", parameter.name(), type);
        case ArgumentShape.Unknown unknown -> line(text, "unknown", parameter.name(), type);
      }
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String... fields) {
    for (int i = 0; i < fields.length; i++) {
      String field = fields[i];
      boolean quoted =
          field.isEmpty() || field.chars().anyMatch(c -> c == '"' || c == ',' || c < ' ');
      text.append(i == 0 ? "" : ",");
      text.append(quoted ? '"' + field.replace("\"", "\"\"") + '"' : field);
    }
    text.append('\n');
  }
}
