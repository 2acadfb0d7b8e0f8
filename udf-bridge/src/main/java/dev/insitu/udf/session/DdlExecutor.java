package dev.insitu.udf.session;

import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.catalog.Catalog;
import dev.insitu.udf.catalog.CatalogSnapshot;
import dev.insitu.udf.catalog.CatalogVersion;
import dev.insitu.udf.catalog.FunctionHost;
import dev.insitu.udf.catalog.FunctionName;
import dev.insitu.udf.ddl.DdlStatement;
import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.error.SqlErrors;
import java.sql.SQLException;
import java.util.Optional;

/*
 * Checks run against a snapshot and hold no lock, because they may compile for seconds. The rows are
 * written only if the catalog is still at the snapshot's version; otherwise everything is checked
 * again, which is cheap by then.
 */
/** Runs our statements: checks, then one transaction, then deployment. */
final class DdlExecutor {
  private static final int ATTEMPTS = 100;

  private final Catalog catalog;
  private final FunctionHost host;
  private final ModuleStatements modules;
  private final FunctionStatements functions;

  DdlExecutor(
      Catalog catalog, FunctionHost host, ModuleStatements modules, FunctionStatements functions) {
    this.catalog = catalog;
    this.host = host;
    this.modules = modules;
    this.functions = functions;
  }

  void execute(DdlStatement statement) throws SQLException {
    catalog.requireAdministrator();
    catalog.commitOpen();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      CatalogSnapshot now = catalog.snapshot();
      DdlPlan plan = plan(statement, now).orElse(null);
      if (plan == null) {
        return;
      }
      if (!now.version().isCurrent()) {
        catalog.prepare();
        host.install();
      } else if (execute(plan, now)) {
        return;
      }
    }
    throw SqlErrors.of(
        ErrorCode.CATALOG, "the catalog of functions changes all the time; try again later");
  }

  private Optional<DdlPlan> plan(DdlStatement statement, CatalogSnapshot now) throws SQLException {
    return switch (statement) {
      case DdlStatement.CreateModule create -> modules.create(create, now);
      case DdlStatement.DropModule drop -> modules.drop(drop, now);
      case DdlStatement.CreateFunction create -> functions.create(create, now);
      case DdlStatement.DropFunction drop -> functions.drop(drop, now);
      case DdlStatement.Setting setting ->
          throw new IllegalArgumentException("a setting of the session: " + setting);
    };
  }

  /** Returns false, with nothing changed, when another session was faster. */
  private boolean execute(DdlPlan plan, CatalogSnapshot now) throws SQLException {
    Optional<CatalogVersion> version;
    try {
      for (FunctionName function : plan.undeploy()) {
        host.undeploy(function.schema(), function.name());
      }
      version = catalog.change(now.version(), plan.rows());
    } catch (SQLException e) {
      reconcile(e, plan);
      throw e;
    }
    if (version.isEmpty()) {
      return false;
    }
    try {
      for (FunctionDefinition function : plan.deploy()) {
        host.deploy(function);
      }
      if (plan.refresh()) {
        host.refresh();
      }
    } catch (SQLException e) {
      undo(e, plan, version.get());
      throw e;
    }
    boolean deployment = plan.refresh() || !plan.deploy().isEmpty() || !plan.undeploy().isEmpty();
    if (deployment && !catalog.version().equals(version.get())) {
      // Somebody else's deployment may have come in between ours and its rows.
      host.reconcile(catalog.snapshot().scalars());
    }
    return true;
  }

  private void undo(SQLException failure, DdlPlan plan, CatalogVersion version) {
    try {
      if (plan.undo() != null) {
        // When the catalog has moved on, its rows are somebody else's by now.
        catalog.change(version, plan.undo());
      }
      host.reconcile(catalog.snapshot().scalars());
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }

  private void reconcile(SQLException failure, DdlPlan plan) {
    if (plan.undeploy().isEmpty()) {
      return;
    }
    try {
      host.reconcile(catalog.snapshot().scalars());
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }
}
