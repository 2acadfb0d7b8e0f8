package dev.insitu.udf.catalog;

import dev.insitu.sandbox.module.ModuleDescription;
import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.Parameter;
import dev.insitu.udf.Parameter.WhenEmpty;
import dev.insitu.udf.Returns;
import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.SqlType;
import java.io.ByteArrayInputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes the catalog's rows; lives for one transaction. */
public final class CatalogWriter {
  private static final int IMPORTS_MAX = 4_096;

  private final Connection backend;

  CatalogWriter(Connection backend) {
    this.backend = backend;
  }

  /** Makes the next version of the catalog; false when the present one is another. */
  boolean advance(CatalogVersion from) throws SQLException {
    String sql =
        "UPDATE insitu.catalog_version SET setting = ? WHERE name = 'version' AND setting = ?"
            + " AND EXISTS (SELECT 1 FROM insitu.catalog_version c"
            + " WHERE c.name = 'created' AND c.setting = ?)";
    return update(
            sql,
            String.valueOf(from.next().number()),
            String.valueOf(from.number()),
            from.created())
        == 1;
  }

  /** Writes a new module. */
  public void insertModule(
      String name, ModuleDescription module, byte[] code, @Nullable String remarks)
      throws SQLException {
    putModule(
        "INSERT INTO insitu.modules"
            + " (language, sha256, size, imports, is_deterministic, remarks, name)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?)",
        name,
        module,
        remarks);
    putCode(name, code);
  }

  /** Writes a module over the one of its name; its functions have to follow. */
  public void updateModule(
      String name, ModuleDescription module, byte[] code, @Nullable String remarks)
      throws SQLException {
    putModule(
        "UPDATE insitu.modules SET language = ?, sha256 = ?, size = ?, imports = ?,"
            + " is_deterministic = ?, remarks = ?, created = CURRENT_TIMESTAMP"
            + " WHERE name = ?",
        name,
        module,
        remarks);
    putCode(name, code);
  }

  private void putModule(
      String sql, String name, ModuleDescription module, @Nullable String remarks)
      throws SQLException {
    try (PreparedStatement statement = backend.prepareStatement(sql)) {
      statement.setString(1, "WASM");
      statement.setString(2, module.digest());
      statement.setLong(3, module.sizeBytes());
      statement.setString(4, imports(module));
      statement.setString(5, flag(module.deterministic()));
      statement.setString(6, remarks);
      statement.setString(7, name);
      statement.executeUpdate();
    }
  }

  private void putCode(String name, byte[] code) throws SQLException {
    update("DELETE FROM insitu.module_code WHERE module_name = ?", name);
    try (PreparedStatement statement =
        backend.prepareStatement(
            "INSERT INTO insitu.module_code (module_name, code) VALUES (?, ?)")) {
      statement.setString(1, name);
      statement.setBinaryStream(2, new ByteArrayInputStream(code), code.length);
      statement.executeUpdate();
    }
  }

  private static String imports(ModuleDescription module) {
    String all =
        module.imports().stream()
            .map(i -> i.module() + "." + i.name())
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    return all.length() <= IMPORTS_MAX ? all : all.substring(0, IMPORTS_MAX);
  }

  /** Deletes a module that no function needs. */
  public void deleteModule(String name) throws SQLException {
    update("DELETE FROM insitu.module_code WHERE module_name = ?", name);
    update("DELETE FROM insitu.modules WHERE name = ?", name);
  }

  /** Says that a module's functions were checked against this code of it. */
  public void setModuleDigest(String module, String digest) throws SQLException {
    update("UPDATE insitu.functions SET module_sha256 = ? WHERE module_name = ?", digest, module);
  }

  /** Writes a function, in place of the one of its name. */
  public void putFunction(FunctionDefinition function) throws SQLException {
    deleteFunction(FunctionName.of(function));
    String sql =
        "INSERT INTO insitu.functions (routine_schema, routine_name, data_type,"
            + " character_maximum_length, external_language, parameter_style, is_deterministic,"
            + " sql_data_access, is_null_call, module_name, module_sha256, external_name, options)"
            + " VALUES (?, ?, ?, ?, 'WASM', ?, ?, 'NO SQL', ?, ?, ?, ?, ?)";
    try (PreparedStatement statement = backend.prepareStatement(sql)) {
      statement.setString(1, function.schema());
      statement.setString(2, function.name());
      switch (function.returns()) {
        case Returns.Scalar scalar -> type(statement, 3, scalar.type());
        case Returns.Nothing nothing -> {
          statement.setString(3, CatalogReader.NOTHING);
          statement.setNull(4, Types.INTEGER);
        }
        case Returns.Table table -> {
          statement.setString(3, table.isDescribed() ? CatalogReader.DESCRIBED : "TABLE");
          statement.setNull(4, Types.INTEGER);
        }
      }
      statement.setString(5, function.style().toString());
      statement.setString(6, flag(function.deterministic()));
      statement.setString(7, flag(function.calledOnNullInput()));
      statement.setString(8, function.module());
      statement.setString(9, function.moduleDigest());
      statement.setString(10, function.export());
      statement.setString(11, options(function.options()));
      statement.executeUpdate();
    }
    putParameters(function);
  }

  private void putParameters(FunctionDefinition function) throws SQLException {
    String sql =
        "INSERT INTO insitu.function_parameters (routine_schema, routine_name, data_type,"
            + " character_maximum_length, ordinal_position, column_position, parameter_mode,"
            + " parameter_name, semantics, parameter_default, when_empty, pass_through)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    try (PreparedStatement statement = backend.prepareStatement(sql)) {
      statement.setString(1, function.schema());
      statement.setString(2, function.name());
      clearProperties(statement);
      if (function.returns() instanceof Returns.Table table) {
        columns(statement, 0, "OUT", table.columns());
      }
      int ordinal = 0;
      for (Parameter parameter : function.parameters()) {
        ordinal++;
        switch (parameter) {
          case Parameter.Scalar scalar -> {
            type(statement, 3, scalar.type());
            statement.setString(10, scalar.defaultText());
            parameter(statement, ordinal, 0, scalar.mode().toString(), scalar.name(), null);
          }
          case Parameter.Table table -> {
            statement.setString(3, "TABLE");
            statement.setNull(4, Types.INTEGER);
            statement.setString(
                11, table.whenEmpty() == WhenEmpty.BY_PARTITIONS ? null : table.whenEmpty().name());
            statement.setString(12, flag(table.passThrough()));
            parameter(
                statement, ordinal, 0, "IN", table.name(), table.setSemantics() ? "SET" : "ROW");
            columns(statement, ordinal, "IN", table.columns());
          }
        }
      }
    }
  }

  private static void columns(
      PreparedStatement statement, int ordinal, String mode, List<Column> columns)
      throws SQLException {
    for (int i = 0; i < columns.size(); i++) {
      type(statement, 3, columns.get(i).type());
      parameter(statement, ordinal, i + 1, mode, columns.get(i).name(), null);
    }
  }

  private static void parameter(
      PreparedStatement statement,
      int ordinal,
      int column,
      String mode,
      String name,
      @Nullable String semantics)
      throws SQLException {
    statement.setInt(5, ordinal);
    statement.setInt(6, column);
    statement.setString(7, mode);
    statement.setString(8, name);
    statement.setString(9, semantics);
    statement.executeUpdate();
    clearProperties(statement);
  }

  /** Most rows have no default and no properties of a table. */
  private static void clearProperties(PreparedStatement statement) throws SQLException {
    statement.setString(10, null);
    statement.setString(11, null);
    statement.setString(12, null);
  }

  private static void type(PreparedStatement statement, int index, SqlType type)
      throws SQLException {
    statement.setString(index, SqlTypes.name(type));
    statement.setObject(index + 1, SqlTypes.length(type), Types.INTEGER);
  }

  /** Deletes a function, damaged or not. */
  public void deleteFunction(FunctionName name) throws SQLException {
    update(
        "DELETE FROM insitu.function_parameters WHERE routine_schema = ? AND routine_name = ?",
        name.schema(),
        name.name());
    update(
        "DELETE FROM insitu.functions WHERE routine_schema = ? AND routine_name = ?",
        name.schema(),
        name.name());
  }

  /** Writes options as WITH would name them. */
  static String options(Map<String, String> options) {
    StringJoiner text = new StringJoiner(", ");
    new TreeMap<>(options).forEach((k, v) -> text.add(k + " = '" + v.replace("'", "''") + "'"));
    return text.toString();
  }

  private static String flag(boolean value) {
    return value ? "YES" : "NO";
  }

  private int update(String sql, String... values) throws SQLException {
    try (PreparedStatement statement = backend.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setString(i + 1, values[i]);
      }
      return statement.executeUpdate();
    }
  }
}
