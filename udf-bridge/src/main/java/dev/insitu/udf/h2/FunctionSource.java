package dev.insitu.udf.h2;

import dev.insitu.sandbox.GuestModule;
import dev.insitu.sandbox.Limits;
import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.catalog.BoundFunction;
import dev.insitu.udf.catalog.Catalog;
import dev.insitu.udf.error.CallErrors;
import dev.insitu.udf.error.ErrorCode;
import java.sql.Connection;
import java.sql.SQLException;

/** Where the present definition of a function comes from. */
@FunctionalInterface
interface FunctionSource {
  /** A definition with all that a call needs. */
  record Function(FunctionDefinition definition, GuestModule module, Limits limits) {}

  /**
   * Reads a definition.
   *
   * @param system a connection that may read everything; commits nothing
   * @throws SQLException with {@code UNKNOWN_FUNCTION} when there is none
   */
  Function read(Connection system, AliasName name) throws SQLException;

  /** Returns the source of this process. */
  static FunctionSource current() {
    return Holder.source;
  }

  /** The source that tests replace. */
  final class Holder {
    static volatile FunctionSource source =
        (system, name) -> {
          Catalog catalog = Catalog.on(system);
          FunctionDefinition definition =
              catalog
                  .function(name.schema(), name.function())
                  .orElseThrow(() ->
                      CallErrors.ofFunction(name.function())
                          .error(ErrorCode.UNKNOWN_FUNCTION, "does not exist any more"));
          BoundFunction bound = catalog.bind(definition);
          return new Function(definition, bound.module(), bound.options().limits());
        };

    private Holder() {}
  }
}
