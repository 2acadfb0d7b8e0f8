package dev.insitu.udf.session;

import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.catalog.FunctionHost;
import java.util.List;
import java.util.Optional;

/** The host of a backend that runs no functions of ours. */
final class NoHost implements FunctionHost {
  @Override
  public Optional<String> occupant(String schema, String name) {
    return Optional.empty();
  }

  @Override
  public void deploy(FunctionDefinition function) {
    // Nothing is deployed here.
  }

  @Override
  public void undeploy(String schema, String name) {
    // Nothing is deployed here.
  }

  @Override
  public void refresh() {
    // Nothing is deployed here.
  }

  @Override
  public void reconcile(List<FunctionDefinition> functions) {
    // Nothing is deployed here.
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
