package dev.insitu.calcite.plan;

import dev.insitu.udf.FunctionDefinition;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds table functions by the names that a text gives them. */
interface FunctionNames {
  /** Returns whether there are no table functions. */
  boolean isEmpty();

  /** Returns whether any table function has this name; quick. */
  boolean mayBe(String name);

  /** Returns the table function of this name. */
  Optional<FunctionDefinition> find(@Nullable String schema, String name) throws SQLException;
}
