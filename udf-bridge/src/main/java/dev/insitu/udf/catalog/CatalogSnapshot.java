package dev.insitu.udf.catalog;

import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.error.SqlErrors;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the catalog held at one version. Immutable.
 *
 * @param modules by name
 * @param functions the functions whose rows are whole
 * @param damaged why the rows of other functions cannot be read
 */
public record CatalogSnapshot(
    CatalogVersion version,
    Map<String, StoredModule> modules,
    Map<FunctionName, FunctionDefinition> functions,
    Map<FunctionName, String> damaged) {
  /** What a database without a catalog holds. */
  public static final CatalogSnapshot EMPTY =
      new CatalogSnapshot(CatalogVersion.ABSENT, Map.of(), Map.of(), Map.of());

  /** Copies the maps, in the order of their keys. */
  public CatalogSnapshot {
    modules = Collections.unmodifiableMap(new TreeMap<>(modules));
    functions = Collections.unmodifiableMap(new TreeMap<>(functions));
    damaged = Collections.unmodifiableMap(new TreeMap<>(damaged));
  }

  /**
   * Returns the function of this name.
   *
   * @throws SQLException with {@code CATALOG} when its rows are damaged
   */
  public Optional<FunctionDefinition> function(FunctionName name) throws SQLException {
    String damage = damaged.get(name);
    if (damage != null) {
      throw SqlErrors.of(
          ErrorCode.CATALOG,
          "function " + name + ": its rows in the catalog are damaged: " + damage);
    }
    return Optional.ofNullable(functions.get(name));
  }

  /** Returns whether something has this name, damaged or not. */
  public boolean hasFunction(FunctionName name) {
    return functions.containsKey(name) || damaged.containsKey(name);
  }

  /** Returns whether a function of this name exists in any schema. */
  public boolean hasFunction(String name) {
    return functions.keySet().stream().anyMatch(f -> f.name().equals(name))
        || damaged.keySet().stream().anyMatch(f -> f.name().equals(name));
  }

  /** Returns the functions that a module serves, by name. */
  public List<FunctionDefinition> dependents(String module) {
    return functions.values().stream().filter(f -> f.module().equals(module)).toList();
  }

  /** Returns the functions that a {@link FunctionHost} holds. */
  public List<FunctionDefinition> scalars() {
    return functions.values().stream().filter(f -> !f.isTableFunction()).toList();
  }
}
