package dev.insitu.udf.call;

import dev.insitu.sandbox.GuestModule;
import dev.insitu.sandbox.Limits;
import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.Parameter;
import dev.insitu.udf.ParameterStyle;
import dev.insitu.udf.Returns;
import dev.insitu.udf.ddl.DdlParser;
import dev.insitu.udf.ddl.DdlSyntaxException;
import dev.insitu.udf.ddl.Folding;
import dev.insitu.udf.error.CallErrors;
import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.SqlType;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The columns that a module's {@code <name>_describe} export gives a call. The export is a function
 * of style DIRECT from text to text, and is held to everything that such a function is held to.
 */
public final class Description {
  private static final int TEXT_MAX = 65_536;
  private static final int COLUMNS_MAX = 1_000;

  private Description() {}

  /** Returns the function that describes the calls of another. */
  public static FunctionDefinition function(FunctionDefinition described) {
    return new FunctionDefinition(
        described.schema(),
        described.name() + ", describe",
        List.of(new Parameter.Scalar("CALL", new SqlType.Varchar(0))),
        new Returns.Scalar(new SqlType.Varchar(TEXT_MAX)),
        ParameterStyle.DIRECT,
        described.module(),
        described.moduleDigest(),
        lowerCase(described.name()) + "_describe",
        described.deterministic(),
        /* calledOnNullInput= */ false,
        described.options());
  }

  /** Returns a name with the letters A–Z in lower case. */
  private static String lowerCase(String name) {
    return name.chars()
        .map(c -> c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** Checks that the describing export of a function gets ready within the limits of its calls. */
  public static void tryStart(
      FunctionDefinition described, GuestModule module, Limits limits, SessionCalls calls)
      throws SQLException {
    try (ScalarCall call = call(described, module, limits, calls)) {
      call.start();
    }
  }

  /**
   * Asks the module.
   *
   * @param calls whose statement stops the module, and what limits it beside the function
   * @param shape what {@code ShapeText} says of the call
   * @param folding what the backend makes of names without quotes
   * @throws SQLException when the module gives no columns, naming the byte where it goes wrong
   */
  public static List<Column> columns(
      FunctionDefinition described,
      GuestModule module,
      Limits limits,
      SessionCalls calls,
      String shape,
      Folding folding)
      throws SQLException {
    CallErrors errors = CallErrors.ofFunction(function(described).name());
    String text;
    try (ScalarCall call = call(described, module, limits, calls)) {
      call.begin();
      call.setText(0, shape);
      if (!call.run()) {
        throw errors.error(ErrorCode.NO_VALUE, "gave no columns but NULL");
      }
      text = call.textResult();
    }
    return columns(text, folding, errors);
  }

  private static ScalarCall call(
      FunctionDefinition described, GuestModule module, Limits limits, SessionCalls calls) {
    return new ScalarCall(
            function(described),
            module,
            limits,
            calls.cancellation(),
            new CallCounters(),
            new CallStart(),
            () -> null)
        .boundedBy(calls::limits);
  }

  private static List<Column> columns(String text, Folding folding, CallErrors errors)
      throws SQLException {
    List<Column> columns;
    try {
      columns = DdlParser.parseColumns(text, folding);
    } catch (DdlSyntaxException e) {
      throw errors.error(ErrorCode.BAD_FRAME, "byte " + place(text, e) + ": " + e.reason());
    }
    if (columns.size() > COLUMNS_MAX) {
      throw errors.error(
          ErrorCode.BAD_FRAME, "gave " + columns.size() + " columns, at most " + COLUMNS_MAX);
    }
    Set<String> names = new HashSet<>();
    for (Column column : columns) {
      if (!names.add(column.name())) {
        throw errors.error(ErrorCode.BAD_FRAME, "gave column " + column.name() + " twice");
      }
    }
    return columns;
  }

  /** Returns which byte of the text, from 1, an error is about. */
  private static int place(String text, DdlSyntaxException error) {
    int start = 0;
    for (int line = 1; line < error.line(); line++) {
      start = text.indexOf('\n', start) + 1;
    }
    int end = Math.min(text.length(), start + error.column() - 1);
    return text.substring(0, end).getBytes(StandardCharsets.UTF_8).length + 1;
  }
}
