package dev.insitu.udf.catalog;

import dev.insitu.udf.FunctionDefinition;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * One backend connection's place for scalar functions: functions of the backend's own that call
 * ours. What is deployed keeps its name and its code when a definition changes, and finds the
 * definition that the catalog holds when it runs; table functions are never deployed.
 *
 * <p>The catalog is written and committed before {@link #deploy}, and before {@link #refresh}; it
 * is written after {@link #undeploy}, so that a refusal changes nothing. A crash in between is
 * repaired by {@link #reconcile} at the next connect. No transaction is open when these methods are
 * called, so they may commit. Errors are ours ({@code SqlErrors}) or the backend's own.
 */
public interface FunctionHost extends AutoCloseable {
  /**
   * Returns what keeps a name from being used, such as {@code the built-in function ABS} or {@code
   * the function PUBLIC.F of the database}; empty when the name is free or deployed by us.
   *
   * @param name spelled as the backend stores it
   */
  Optional<String> occupant(String schema, String name) throws SQLException;

  /**
   * Makes a scalar function callable by the backend's SQL, in place of what was deployed under its
   * name; does nothing when that fits already.
   *
   * @throws SQLException with {@code DEPENDENTS} when what stands there has another signature and
   *     cannot go, because objects of the backend depend on it
   */
  void deploy(FunctionDefinition function) throws SQLException;

  /**
   * Takes a function away; does nothing when there is none of ours.
   *
   * @throws SQLException with {@code DEPENDENTS}, naming them, when objects of the backend need it
   */
  void undeploy(String schema, String name) throws SQLException;

  /** Makes the backend forget results and plans that rest on definitions that have changed. */
  void refresh() throws SQLException;

  /**
   * Deploys what is missing of these scalar functions and takes away what is ours and not among
   * them; touches nothing when both agree. A function that cannot be deployed keeps no other from
   * being, and a user who may not deploy gets no error.
   */
  void reconcile(List<FunctionDefinition> functions) throws SQLException;

  /** Creates what the backend shows of its functions beside the catalog, unless it is there. */
  void install() throws SQLException;

  /**
   * Adds what a call of a table function has cost to what the backend shows of its functions, where
   * it runs in this process.
   */
  void count(FunctionDefinition function, long calls, long rows, boolean failed, long fuel);

  /** Frees what the connection's calls hold; what is deployed stays. */
  @Override
  void close();
}
