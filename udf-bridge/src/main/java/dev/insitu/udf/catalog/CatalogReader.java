package dev.insitu.udf.catalog;

import dev.insitu.sandbox.module.ModuleLimits;
import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.Parameter;
import dev.insitu.udf.Parameter.WhenEmpty;
import dev.insitu.udf.ParameterStyle;
import dev.insitu.udf.Returns;
import dev.insitu.udf.ddl.DdlParser;
import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.error.GuestText;
import dev.insitu.udf.error.SqlErrors;
import dev.insitu.udf.module.ModuleLoader;
import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.SqlType;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the catalog's rows, trusting none of them. */
final class CatalogReader {
  /** What backends say to those who may not read a table: the standard's, and H2's. */
  private static final Set<String> NO_RIGHT = Set.of("42501", "90096");

  /** The type of a table whose columns the module describes. */
  static final String DESCRIBED = "POLYMORPHIC TABLE";

  /** The type of what a procedure returns. */
  static final String NOTHING = "NONE";

  /** The first format that knows of defaults. */
  private static final int PROPERTIES_FORMAT = 3;

  private final Connection backend;

  /** Where the version stands; known when somebody has looked. */
  private String table = "insitu.catalog_version";

  CatalogReader(Connection backend) {
    this.backend = backend;
  }

  /** Rows that contradict each other; the message says how. */
  private static final class DamagedException extends Exception {
    private static final long serialVersionUID = 1;

    DamagedException(String message) {
      super(message, null, false, false);
    }
  }

  /** A row of function_parameters. */
  private record Row(
      int ordinal,
      int column,
      String mode,
      String name,
      String type,
      int length,
      String semantics,
      @Nullable String defaultText,
      @Nullable String whenEmpty,
      @Nullable String passThrough) {}

  /** Returns whether there is a catalog, of whatever format. */
  boolean exists() throws SQLException {
    if (has("CATALOG_VERSION")) {
      table = "insitu.catalog_version";
      return true;
    }
    table = CatalogUpgrade.OLD_TABLE;
    return has("SETTINGS");
  }

  /** Returns where the version stands; after {@link #exists()}. */
  String table() {
    return table;
  }

  private boolean has(String name) throws SQLException {
    String sql =
        "SELECT COUNT(*) FROM INFORMATION_SCHEMA.TABLES WHERE UPPER(TABLE_NAME) = ?"
            + " AND TABLE_TYPE = 'BASE TABLE' AND TABLE_SCHEMA IN ('INSITU', 'insitu')";
    try (PreparedStatement statement = backend.prepareStatement(sql)) {
      statement.setString(1, name);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() && rows.getInt(1) > 0;
      }
    }
  }

  CatalogVersion version() throws SQLException {
    Map<String, String> settings = new HashMap<>();
    try (Statement statement = backend.createStatement();
        ResultSet rows = statement.executeQuery("SELECT name, setting FROM " + table)) {
      while (rows.next()) {
        settings.put(rows.getString(1), rows.getString(2));
      }
    }
    String format = settings.get("format");
    if (format == null) {
      return CatalogVersion.ABSENT;
    }
    if (!format.matches("[1-" + CatalogVersion.FORMAT + "]")) {
      throw SqlErrors.of(
          ErrorCode.CATALOG,
          "the database's catalog of functions has format "
              + GuestText.quote(format)
              + ", this version of insitu reads formats 1 to "
              + CatalogVersion.FORMAT
              + "; use the version that wrote it");
    }
    String number = settings.getOrDefault("version", "");
    String created = settings.getOrDefault("created", "");
    if (!number.matches("[0-9]{1,18}") || created.isEmpty()) {
      throw SqlErrors.of(
          ErrorCode.CATALOG, "the rows of " + table + " are damaged: version or created");
    }
    return new CatalogVersion(created, Long.parseLong(number), Integer.parseInt(format));
  }

  Map<String, StoredModule> modules() throws SQLException {
    Map<String, StoredModule> modules = new HashMap<>();
    try (Statement statement = backend.createStatement();
        ResultSet rows = statement.executeQuery("SELECT name, sha256, size FROM insitu.modules")) {
      while (rows.next()) {
        String name = rows.getString(1);
        modules.put(name, new StoredModule(name, rows.getString(2), rows.getLong(3)));
      }
    }
    return modules;
  }

  /** Returns a module's code, whose digest is the one asked for. */
  byte[] code(String module, String digest) throws SQLException {
    String sql =
        version().format() == 1
            ? "SELECT code FROM insitu.modules WHERE name = ?"
            : "SELECT code FROM insitu.module_code WHERE module_name = ?";
    try (PreparedStatement statement = backend.prepareStatement(sql)) {
      statement.setString(1, module);
      try (ResultSet rows = statement.executeQuery()) {
        InputStream code = rows.next() ? rows.getBinaryStream(1) : null;
        if (code == null) {
          throw damaged(module, "its code is missing in the catalog");
        }
        try (code) {
          return checked(module, digest, code);
        }
      }
    } catch (IOException e) {
      throw damaged(module, "its code cannot be read from the catalog");
    } catch (SQLException e) {
      if (NO_RIGHT.contains(String.valueOf(e.getSQLState()))) {
        throw ModuleLoader.errors(module)
            .error(
                ErrorCode.PRIVILEGE,
                "table functions run in the client of a server, and you may not read the code;"
                    + " ask for GRANT SELECT ON insitu.module_code");
      }
      throw e;
    }
  }

  private static byte[] checked(String module, String digest, InputStream code)
      throws IOException, SQLException {
    byte[] bytes = code.readNBytes(ModuleLimits.DEFAULT.moduleBytes() + 1);
    String found = sha256(bytes);
    if (!found.equals(digest)) {
      throw damaged(
          module,
          "its code in the catalog has SHA-256 "
              + found
              + ", expected "
              + GuestText.escape(digest)
              + "; create it again with CREATE OR REPLACE MODULE");
    }
    return bytes;
  }

  private static SQLException damaged(String module, String message) {
    return ModuleLoader.errors(module).error(ErrorCode.CATALOG, message);
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  /** Reads all functions: whole ones into the first map, others into the second. */
  void functions(
      Map<String, StoredModule> modules,
      Map<FunctionName, FunctionDefinition> whole,
      Map<FunctionName, DamagedFunction> damaged)
      throws SQLException {
    Map<FunctionName, List<Row>> parameters = parameters();
    String sql =
        "SELECT routine_schema, routine_name, data_type, character_maximum_length,"
            + " parameter_style, is_deterministic, is_null_call, module_name, module_sha256,"
            + " external_name, options FROM insitu.functions";
    try (Statement statement = backend.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        FunctionName name = new FunctionName(rows.getString(1), rows.getString(2));
        String module = Objects.requireNonNullElse(rows.getString("module_name"), "");
        try {
          FunctionDefinition function =
              function(name, rows, parameters.getOrDefault(name, List.of()));
          StoredModule stored = modules.get(module);
          if (stored != null && stored.digest().equals(function.moduleDigest())) {
            whole.put(name, function);
          } else {
            String reason = "module_sha256 is not that of its module";
            damaged.put(name, new DamagedFunction(module, reason, function));
          }
        } catch (DamagedException e) {
          String reason = Objects.requireNonNull(e.getMessage());
          damaged.put(name, new DamagedFunction(module, reason, null));
        }
      }
    }
  }

  private Map<FunctionName, List<Row>> parameters() throws SQLException {
    Map<FunctionName, List<Row>> all = new HashMap<>();
    String sql =
        "SELECT routine_schema, routine_name, ordinal_position, column_position, parameter_mode,"
            + " parameter_name, data_type, character_maximum_length, semantics, "
            + (version().format() < PROPERTIES_FORMAT
                ? "NULL, NULL, NULL"
                : "parameter_default, when_empty, pass_through")
            + " FROM insitu.function_parameters"
            + " ORDER BY routine_schema, routine_name, ordinal_position, column_position";
    try (Statement statement = backend.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        FunctionName name = new FunctionName(rows.getString(1), rows.getString(2));
        all.computeIfAbsent(name, n -> new ArrayList<>())
            .add(
                new Row(
                    rows.getInt(3),
                    rows.getInt(4),
                    rows.getString(5),
                    rows.getString(6),
                    rows.getString(7),
                    rows.getInt(8),
                    Objects.requireNonNullElse(rows.getString(9), ""),
                    rows.getString(10),
                    rows.getString(11),
                    rows.getString(12)));
      }
    }
    return all;
  }

  private static FunctionDefinition function(FunctionName name, ResultSet rows, List<Row> own)
      throws SQLException, DamagedException {
    ParameterStyle style = style(rows.getString("parameter_style"));
    boolean procedure = style == ParameterStyle.PROCEDURE;
    if (procedure != NOTHING.equals(rows.getString("data_type"))) {
      throw new DamagedException("parameter_style and data_type contradict each other");
    }
    return new FunctionDefinition(
        name.schema(),
        name.name(),
        parametersOf(own, procedure),
        returns(rows.getString("data_type"), rows.getInt("character_maximum_length"), own),
        style,
        text(rows, "module_name"),
        text(rows, "module_sha256"),
        text(rows, "external_name"),
        flag("is_deterministic", rows.getString("is_deterministic")),
        flag("is_null_call", rows.getString("is_null_call")),
        options(rows.getString("options")));
  }

  private static String text(ResultSet rows, String column) throws SQLException, DamagedException {
    String text = rows.getString(column);
    if (text == null) {
      throw new DamagedException(column + " is NULL");
    }
    return text;
  }

  private static List<Parameter> parametersOf(List<Row> rows, boolean procedure)
      throws DamagedException {
    List<Parameter> parameters = new ArrayList<>();
    for (Row row : rows) {
      if (row.ordinal() == 0 || row.column() != 0) {
        continue;
      }
      if (row.ordinal() != parameters.size() + 1
          || !(row.mode().equals("IN") || (procedure && out(row)))) {
        throw new DamagedException("parameter " + row.ordinal() + " is out of place");
      }
      parameters.add(
          row.type().equals("TABLE")
              ? new Parameter.Table(
                  row.name(),
                  columns(rows, row.ordinal()),
                  row.semantics().equals("SET"),
                  whenEmpty(row.whenEmpty()),
                  row.passThrough() != null && flag("pass_through", row.passThrough()))
              : new Parameter.Scalar(
                  row.name(),
                  type(row.type(), row.length()),
                  defaultText(row.defaultText()),
                  Parameter.Mode.valueOf(row.mode())));
    }
    return parameters;
  }

  private static boolean out(Row row) {
    return (row.mode().equals("OUT") || row.mode().equals("INOUT")) && !row.type().equals("TABLE");
  }

  private static WhenEmpty whenEmpty(@Nullable String text) throws DamagedException {
    if (text == null) {
      return WhenEmpty.BY_PARTITIONS;
    }
    for (WhenEmpty said : List.of(WhenEmpty.PRUNE, WhenEmpty.KEEP)) {
      if (said.name().equals(text)) {
        return said;
      }
    }
    throw new DamagedException("when_empty " + GuestText.quote(text));
  }

  /** Returns a literal as the parser writes it, so that nothing else ever gets into a statement. */
  private static @Nullable String defaultText(@Nullable String text) throws DamagedException {
    try {
      if (text == null || DdlParser.parseLiteral(text).equals(text)) {
        return text;
      }
    } catch (SQLException e) {
      // Told below.
    }
    throw new DamagedException("parameter_default " + GuestText.quote(text));
  }

  private static Returns returns(@Nullable String type, int length, List<Row> rows)
      throws DamagedException {
    if (DESCRIBED.equals(type)) {
      return new Returns.Table(List.of());
    }
    if (NOTHING.equals(type)) {
      return new Returns.Nothing();
    }
    if (!"TABLE".equals(type)) {
      return new Returns.Scalar(type(type, length));
    }
    List<Column> columns = columns(rows, 0);
    if (columns.isEmpty()) {
      throw new DamagedException("it returns a table without columns");
    }
    return new Returns.Table(columns);
  }

  private static List<Column> columns(List<Row> rows, int ordinal) throws DamagedException {
    List<Column> columns = new ArrayList<>();
    for (Row row : rows) {
      if (row.ordinal() == ordinal && row.column() != 0) {
        if (row.column() != columns.size() + 1) {
          throw new DamagedException("column " + row.column() + " is out of place");
        }
        columns.add(new Column(row.name(), type(row.type(), row.length())));
      }
    }
    return columns;
  }

  private static SqlType type(@Nullable String name, int length) throws DamagedException {
    SqlType type = name == null ? null : SqlTypes.of(name, length);
    if (type == null) {
      throw new DamagedException("data_type " + GuestText.quote(String.valueOf(name)));
    }
    return type;
  }

  private static ParameterStyle style(@Nullable String name) throws DamagedException {
    for (ParameterStyle style : ParameterStyle.values()) {
      if (style.toString().equals(name)) {
        return style;
      }
    }
    throw new DamagedException("parameter_style " + GuestText.quote(String.valueOf(name)));
  }

  private static boolean flag(String column, @Nullable String value) throws DamagedException {
    if ("YES".equals(value) || "NO".equals(value)) {
      return "YES".equals(value);
    }
    throw new DamagedException(column + " " + GuestText.quote(String.valueOf(value)));
  }

  private static Map<String, String> options(@Nullable String text) throws DamagedException {
    try {
      return DdlParser.parseOptions(String.valueOf(text));
    } catch (SQLException e) {
      throw new DamagedException("options: " + e.getMessage());
    }
  }
}
