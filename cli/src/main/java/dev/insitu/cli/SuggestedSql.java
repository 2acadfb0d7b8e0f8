package dev.insitu.cli;

import dev.insitu.sandbox.module.ExternalKind;
import dev.insitu.sandbox.module.FunctionType;
import dev.insitu.sandbox.module.ModuleDescription;
import dev.insitu.sandbox.module.ModuleExport;
import dev.insitu.sandbox.module.ModuleKind;
import dev.insitu.sandbox.module.SafeText;
import dev.insitu.sandbox.module.ValueType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The statements that would name a module and what it exports, as they can be run. What a type does
 * not say is guessed: two integers are taken for text where the module deals in text.
 */
final class SuggestedSql {
  /** Exports that hosts call: docs/abi.md 2.3, and what stands beside these in common modules. */
  private static final Set<String> ALLOCATORS =
      Set.of("insitu_alloc", "malloc", "cabi_realloc", "__new");

  private static final Set<String> HOUSEKEEPING =
      Set.of("calloc", "free", "realloc", "dealloc", "insitu_free");

  /** Names that SQL has a function or another meaning for. */
  private static final Set<String> TAKEN =
      Set.of(
          ("abs acos all and any array as asin atan avg between bit_and bit_count bit_or both by case"
                  + " cast ceil ceiling char check coalesce concat constraint cos cosh count cross date"
                  + " day default degrees distinct else end exists exp extract false floor for foreign"
                  + " format from full greatest group hash having hour if in inner insert instr is join"
                  + " key least left length like limit ln locate log log10 lower lpad ltrim max min minus"
                  + " minute mod month natural not now null offset on or order pi position power primary"
                  + " quarter radians rand random regexp_replace repeat replace reverse right round row"
                  + " rownum rpad rtrim second select set sign sin sinh some soundex space sqrt substr"
                  + " substring sum table tan tanh to trim true trunc truncate union unique unknown upper"
                  + " user uuid value values when where window with year")
              .split(" "));

  private final ModuleDescription module;
  private final String moduleName;
  private final boolean dealsInText;
  private boolean guessed;

  private SuggestedSql(ModuleDescription module, Path file) {
    this.module = module;
    this.moduleName = moduleName(file);
    this.dealsInText = module.exports().stream().anyMatch(e -> ALLOCATORS.contains(e.name()));
  }

  /** Returns lines of SQL, none when no export can be called. */
  static List<String> of(ModuleDescription module, Path file) {
    SuggestedSql suggested = new SuggestedSql(module, file);
    List<String> functions =
        module.kind() == ModuleKind.COMMAND ? suggested.program() : suggested.functions();
    if (functions.isEmpty()) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    lines.add("CREATE MODULE %s FROM 'file:%s';".formatted(suggested.moduleName, uriPath(file)));
    if (suggested.guessed) {
      lines.add("-- Two i32 are taken for one VARCHAR; they may be two INTEGER.");
    }
    lines.addAll(functions);
    return lines;
  }

  private static String uriPath(Path file) {
    return file.toString().replace("%", "%25").replace("'", "''");
  }

  private List<String> program() {
    return List.of(
        "-- Name the columns that the program writes; scalar parameters become its arguments.",
        "CREATE FUNCTION %s(t TABLE) RETURNS TABLE (c1 VARCHAR)".formatted(moduleName),
        "  LANGUAGE WASM PARAMETER STYLE STREAM WITH (format = 'csv') FROM MODULE %s;"
            .formatted(moduleName));
  }

  private List<String> functions() {
    List<String> lines = new ArrayList<>();
    for (ModuleExport export : module.exports()) {
      FunctionType type = export.type();
      if (type != null && isCallable(export.name(), type)) {
        lines.add(function(export.name(), type));
      }
    }
    return lines;
  }

  private static boolean isCallable(String name, FunctionType type) {
    return type.results().size() == 1
        && !type.results().contains(ValueType.FUNCREF)
        && !type.parameters().contains(ValueType.FUNCREF)
        && !ALLOCATORS.contains(name)
        && !HOUSEKEEPING.contains(name)
        && !name.startsWith("_")
        && !name.isEmpty()
        && name.equals(SafeText.escape(name));
  }

  private String function(String export, FunctionType type) {
    ValueType result = type.results().get(0);
    boolean mayBeText = dealsInText || result == ValueType.I64;
    List<String> parameters = new ArrayList<>();
    boolean text = false;
    for (int i = 0; i < type.parameters().size(); i++) {
      String sqlType = sqlType(type.parameters().get(i));
      if (mayBeText && startsPair(type.parameters(), i)) {
        sqlType = "VARCHAR";
        text = true;
        i++;
      }
      parameters.add("p" + (parameters.size() + 1) + " " + sqlType);
    }
    guessed |= text;
    return "CREATE FUNCTION %s(%s) RETURNS %s LANGUAGE WASM FROM MODULE %s%s;"
        .formatted(
            functionName(export),
            String.join(", ", parameters),
            text && result == ValueType.I64 ? "VARCHAR" : sqlType(result),
            moduleName,
            isTaken(export) ? " EXPORT '" + export + "'" : "");
  }

  private static boolean startsPair(List<ValueType> types, int i) {
    return i + 1 < types.size()
        && types.get(i) == ValueType.I32
        && types.get(i + 1) == ValueType.I32;
  }

  /** Returns a name that finds the export without an EXPORT clause, but for names that SQL has. */
  private String functionName(String export) {
    long alike =
        module.exports().stream()
            .filter(e -> e.kind() == ExternalKind.FUNCTION && e.name().equalsIgnoreCase(export))
            .count();
    if (isTaken(export)) {
      return moduleName + "_" + export.toLowerCase(Locale.ROOT);
    }
    return alike == 1 && export.matches("[A-Za-z][A-Za-z0-9_]*")
        ? export
        : '"' + export.replace("\"", "\"\"") + '"';
  }

  private static boolean isTaken(String export) {
    return TAKEN.contains(export.toLowerCase(Locale.ROOT));
  }

  private static String moduleName(Path file) {
    String base = String.valueOf(file.getFileName()).replaceFirst("\\.wasm$", "");
    String name = base.replaceAll("[^A-Za-z0-9_]", "_").toLowerCase(Locale.ROOT);
    return name.matches("[a-z].*") && !TAKEN.contains(name) ? name : "m_" + name;
  }

  private static String sqlType(ValueType type) {
    return switch (type) {
      case I32 -> "INTEGER";
      case I64 -> "BIGINT";
      case F32 -> "REAL";
      case F64 -> "DOUBLE PRECISION";
      case FUNCREF -> throw new IllegalArgumentException("no SQL type");
    };
  }
}
