package dev.insitu.calcite.jdbc;

import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.Parameter;
import dev.insitu.udf.Returns;
import dev.insitu.udf.type.Column;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Functions among the backend's routines. A scalar function is a routine of the backend too where
 * it is deployed; it is shown once, with its parameters' names and types.
 */
final class FunctionMetaData {
  private final Connection backend;
  private final String catalog;
  private final List<FunctionDefinition> functions;

  FunctionMetaData(InsituConnection connection) throws SQLException {
    this.backend = connection.backend;
    this.catalog = backend.getCatalog();
    this.functions = connection.functions().functions();
  }

  /** What a caller asks for, as {@link DatabaseMetaData} says it. */
  record Query(@Nullable String catalog, @Nullable String schema, @Nullable String name) {}

  /** A parameter, a result, or a column of the result. */
  private record Element(
      String name,
      boolean input,
      boolean column,
      int position,
      String type,
      @Nullable String defaultText) {}

  /** What the backend says of a type. */
  private record Shape(int type, String name, int precision, int scale) {}

  /** Returns whether there is no function of ours. */
  boolean isEmpty() {
    return functions.isEmpty();
  }

  /** Returns the functions, for {@link DatabaseMetaData#getFunctions}. */
  ResultSet functions(ResultSet routines, Query query) throws SQLException {
    return routines(routines, query, DatabaseMetaData.functionNoTable);
  }

  /** Returns the functions, for {@link DatabaseMetaData#getProcedures}. */
  ResultSet procedures(ResultSet routines, Query query) throws SQLException {
    return routines(routines, query, DatabaseMetaData.procedureReturnsResult);
  }

  private ResultSet routines(ResultSet routines, Query query, int kind) throws SQLException {
    RoutineRows rows = RoutineRows.read(routines, this::isForeign);
    for (FunctionDefinition f : matching(query)) {
      boolean procedures = kind == DatabaseMetaData.procedureReturnsResult;
      if (f.isProcedure() && !procedures) {
        continue;
      }
      int type = f.isTableFunction() ? DatabaseMetaData.functionReturnsTable : kind;
      rows.add((index, label) -> routine(f, index, label, type));
    }
    return rows.result(backend);
  }

  private @Nullable String routine(FunctionDefinition f, int index, String label, int type) {
    return switch (label) {
      case "REMARKS" ->
          "LANGUAGE WASM, module "
              + f.module()
              + (f.isAggregate()
                  ? ", aggregate of exports " + f.export() + "_…"
                  : ", export " + f.export());
      case "FUNCTION_TYPE", "PROCEDURE_TYPE" -> Integer.toString(type);
      default -> name(f, index, label);
    };
  }

  /** Returns what both kinds of rows begin and end with. */
  private @Nullable String name(FunctionDefinition f, int index, String label) {
    return switch (index) {
      case 0 -> catalog;
      case 1 -> f.schema();
      case 2 -> f.name();
      default -> label.equals("SPECIFIC_NAME") ? f.name() : null;
    };
  }

  /** Returns the parameters and results, for {@link DatabaseMetaData#getFunctionColumns}. */
  ResultSet functionColumns(ResultSet columns, Query query, @Nullable String column)
      throws SQLException {
    return columns(
        columns,
        query,
        column,
        DatabaseMetaData.functionReturn,
        DatabaseMetaData.functionColumnResult);
  }

  /** Returns the parameters and results, for {@link DatabaseMetaData#getProcedureColumns}. */
  ResultSet procedureColumns(ResultSet columns, Query query, @Nullable String column)
      throws SQLException {
    return columns(
        columns,
        query,
        column,
        DatabaseMetaData.procedureColumnReturn,
        DatabaseMetaData.procedureColumnResult);
  }

  private ResultSet columns(
      ResultSet columns, Query query, @Nullable String column, int returned, int resultColumn)
      throws SQLException {
    RoutineRows rows = RoutineRows.read(columns, this::isForeign);
    List<FunctionDefinition> matching = matching(query);
    Map<String, Shape> shapes = shapes(matching);
    Predicate<String> wanted = pattern(column);
    for (FunctionDefinition f : matching) {
      if (f.isProcedure() && returned == DatabaseMetaData.functionReturn) {
        continue;
      }
      for (Element e : elements(f)) {
        if (wanted.test(e.name())) {
          int kind =
              e.input()
                  ? f.isProcedure() ? mode(f, e) : DatabaseMetaData.functionColumnIn
                  : e.column() ? resultColumn : returned;
          Shape shape = Objects.requireNonNull(shapes.get(e.type()));
          rows.add((index, label) -> element(f, e, shape, kind, index, label));
        }
      }
    }
    return rows.result(backend);
  }

  private @Nullable String element(
      FunctionDefinition f, Element e, Shape shape, int kind, int index, String label) {
    boolean table = shape.type() == Types.OTHER;
    return switch (label) {
      case "COLUMN_NAME" -> e.name();
      case "COLUMN_DEF" -> e.defaultText();
      case "COLUMN_TYPE" -> Integer.toString(kind);
      case "DATA_TYPE" -> Integer.toString(shape.type());
      case "TYPE_NAME" -> shape.name();
      case "PRECISION", "LENGTH" -> Integer.toString(shape.precision());
      case "SCALE" -> table ? null : Integer.toString(shape.scale());
      case "RADIX" -> isNumber(shape.type()) ? "10" : null;
      case "CHAR_OCTET_LENGTH" ->
          shape.type() == Types.VARCHAR ? Integer.toString(shape.precision()) : null;
      case "NULLABLE" ->
          Integer.toString(
              table ? DatabaseMetaData.functionNoNulls : DatabaseMetaData.functionNullable);
      case "IS_NULLABLE" -> table ? "NO" : "YES";
      case "ORDINAL_POSITION" -> Integer.toString(e.position());
      default -> name(f, index, label);
    };
  }

  /** Returns which way a parameter of a procedure goes. */
  private static int mode(FunctionDefinition procedure, Element e) {
    Parameter.Scalar parameter = (Parameter.Scalar) procedure.parameters().get(e.position() - 1);
    return switch (parameter.mode()) {
      case IN -> DatabaseMetaData.procedureColumnIn;
      case OUT -> DatabaseMetaData.procedureColumnOut;
      case INOUT -> DatabaseMetaData.procedureColumnInOut;
    };
  }

  private static boolean isNumber(int type) {
    return switch (type) {
      case Types.TINYINT,
          Types.SMALLINT,
          Types.INTEGER,
          Types.BIGINT,
          Types.REAL,
          Types.DOUBLE,
          Types.NUMERIC,
          Types.DECIMAL ->
          true;
      default -> false;
    };
  }

  /** Returns the result, the parameters in call order, then the columns of the result. */
  private static List<Element> elements(FunctionDefinition function) {
    List<Element> all = new ArrayList<>();
    if (function.returns() instanceof Returns.Scalar result) {
      all.add(new Element("RESULT", false, false, 0, result.type().toString(), null));
    }
    int parameter = 1;
    for (Parameter p : function.parameters()) {
      String literal = p instanceof Parameter.Scalar scalar ? scalar.defaultText() : null;
      all.add(new Element(p.name(), true, false, parameter++, type(p), literal));
    }
    if (function.returns() instanceof Returns.Table table) {
      int position = 1;
      for (Column c : table.columns()) {
        all.add(new Element(c.name(), false, true, position++, c.type().toString(), null));
      }
    }
    return all;
  }

  private static String type(Parameter parameter) {
    return switch (parameter) {
      case Parameter.Scalar scalar -> scalar.type().toString();
      case Parameter.Table table -> "TABLE";
    };
  }

  /** Asks the backend what it makes of each type that the functions use. */
  private Map<String, Shape> shapes(List<FunctionDefinition> used) throws SQLException {
    List<String> types =
        used.stream()
            .flatMap(f -> elements(f).stream())
            .map(Element::type)
            .filter(t -> !t.equals("TABLE"))
            .distinct()
            .toList();
    Map<String, Shape> shapes = new HashMap<>();
    shapes.put("TABLE", new Shape(Types.OTHER, "TABLE", 0, 0));
    if (types.isEmpty()) {
      return shapes;
    }
    String casts = String.join(", ", types.stream().map(t -> "CAST(NULL AS " + t + ")").toList());
    try (PreparedStatement statement = backend.prepareStatement("SELECT " + casts)) {
      ResultSetMetaData columns = statement.getMetaData();
      for (int i = 0; i < types.size(); i++) {
        shapes.put(
            types.get(i),
            new Shape(
                columns.getColumnType(i + 1),
                columns.getColumnTypeName(i + 1),
                columns.getPrecision(i + 1),
                columns.getScale(i + 1)));
      }
    }
    return shapes;
  }

  /** Returns whether a routine is the backend's own. */
  private boolean isForeign(String schema, String name) {
    return functions.stream().noneMatch(f -> f.schema().equals(schema) && f.name().equals(name));
  }

  private List<FunctionDefinition> matching(Query query) {
    if (query.catalog() != null && !query.catalog().equals(catalog)) {
      return List.of();
    }
    Predicate<String> schema = pattern(query.schema());
    Predicate<String> name = pattern(query.name());
    return functions.stream().filter(f -> schema.test(f.schema()) && name.test(f.name())).toList();
  }

  /** Reads a pattern as LIKE does, with a backslash as the escape; null is everything. */
  private static Predicate<String> pattern(@Nullable String pattern) {
    if (pattern == null) {
      return text -> true;
    }
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '%') {
        regex.append(".*");
      } else if (c == '_') {
        regex.append('.');
      } else {
        if (c == '\\' && i + 1 < pattern.length()) {
          c = pattern.charAt(++i);
        }
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL).asMatchPredicate();
  }
}
