package dev.insitu.udf.session;

import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.catalog.Catalog;
import dev.insitu.udf.catalog.FunctionName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a statement will do once its checks have passed.
 *
 * @param undeploy functions that go, if they are deployed, before the rows are written
 * @param rows the one transaction
 * @param deploy what is deployed afterwards
 * @param refresh whether deployed functions have changed behind their names
 * @param undo brings the rows back when deploying fails; null when that cannot happen
 */
record DdlPlan(
    List<FunctionName> undeploy,
    Catalog.Change rows,
    List<FunctionDefinition> deploy,
    boolean refresh,
    Catalog.@Nullable Change undo) {
  /** Returns a plan that writes rows of functions that are not deployed. */
  static DdlPlan ofRows(Catalog.Change rows) {
    return new DdlPlan(List.of(), rows, List.of(), /* refresh= */ false, null);
  }
}
