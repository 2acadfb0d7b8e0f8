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
import java.util.TreeSet;

/**
 * What the catalog held at one version. Immutable.
 *
 * @param modules by name
 * @param functions the functions whose rows are whole
 * @param damaged the other functions
 */
public record CatalogSnapshot(
    CatalogVersion version,
    Map<String, StoredModule> modules,
    Map<FunctionName, FunctionDefinition> functions,
    Map<FunctionName, DamagedFunction> damaged) {
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
    DamagedFunction damage = damaged.get(name);
    if (damage != null) {
      throw SqlErrors.of(
          ErrorCode.CATALOG,
          "function "
              + name
              + ": its rows in the catalog are damaged: "
              + damage.reason()
              + "; create it again");
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

  /** Returns the names of the functions that a module serves, damaged ones included. */
  public List<FunctionName> dependents(String module) {
    TreeSet<FunctionName> names = new TreeSet<>();
    functions.forEach((name, f) -> addIf(f.module().equals(module), name, names));
    damaged.forEach((name, f) -> addIf(f.module().equals(module), name, names));
    return List.copyOf(names);
  }

  private static void addIf(boolean holds, FunctionName name, TreeSet<FunctionName> names) {
    if (holds) {
      names.add(name);
    }
  }

  /**
   * Returns what a function is defined as, even if its module has other code than it was checked
   * against; empty when its rows make no definition.
   */
  public Optional<FunctionDefinition> definition(FunctionName name) {
    DamagedFunction damage = damaged.get(name);
    return Optional.ofNullable(damage == null ? functions.get(name) : damage.definition());
  }

  /** Returns the functions that a {@link FunctionHost} holds. */
  public List<FunctionDefinition> scalars() {
    return functions.values().stream().filter(f -> !f.isTableFunction()).toList();
  }
}
