package dev.insitu.udf.call;

import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.error.CallErrors;
import dev.insitu.udf.error.ErrorCode;
import java.sql.SQLException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/*
 * The state of a group is bytes that the host keeps. A call gets them as an argument and gives the
 * next ones as its result, and starts from the guest's sealed state as every call does: so nothing
 * of one group can reach another, whatever the guest does, and the order in which groups take turns
 * cannot be seen. One instance serves any number of groups.
 */
/**
 * Calls of one aggregate function. One thread at a time.
 *
 * <pre>{@code
 * byte[] state = call.initial();
 * call.rows().begin();
 * call.rows().setBytes(0, state);
 * call.rows().setDouble(1, 2.5);
 * state = call.next(call.rows().run(), state);
 * }</pre>
 */
public final class AggregateCall implements AutoCloseable {
  private final FunctionDefinition definition;
  private final CallErrors errors;
  private final long stateLimit;
  private final ScalarCall init;
  private final ScalarCall rows;
  private final ScalarCall merge;
  private final ScalarCall results;
  private byte @Nullable [] initial;

  /**
   * Binds a function; nothing of the guest runs yet.
   *
   * @param stateLimit bytes that the state of one group may have
   * @param binder binds one of its exports
   */
  public AggregateCall(
      FunctionDefinition definition,
      long stateLimit,
      Function<FunctionDefinition, ScalarCall> binder) {
    this.definition = definition;
    this.errors = CallErrors.ofFunction(definition.name());
    this.stateLimit = stateLimit;
    this.init = binder.apply(AggregateExport.INIT.of(definition));
    this.rows = binder.apply(AggregateExport.ACCUMULATE.of(definition));
    this.merge = binder.apply(AggregateExport.MERGE.of(definition));
    this.results = binder.apply(AggregateExport.FINISH.of(definition));
  }

  /** Returns the definition. */
  public FunctionDefinition definition() {
    return definition;
  }

  /**
   * Gets instances ready, as the first group would.
   *
   * @throws SQLException when they do not start within their limits, or give no first state
   */
  public void start() throws SQLException {
    initial();
    rows.start();
    results.start();
  }

  /** Returns the state of a group without rows; nobody may change the array. */
  public byte[] initial() throws SQLException {
    byte[] known = initial;
    if (known == null) {
      init.begin();
      known = state(init, init.run(), AggregateExport.INIT);
      initial = known;
    }
    return known;
  }

  /** Returns the call that takes a row: the state, then the arguments. */
  public ScalarCall rows() {
    return rows;
  }

  /**
   * Returns the state after a row.
   *
   * @param ran what the call of {@link #rows()} answered
   * @param before the state before, which stays when an argument was NULL that the function does
   *     not see
   */
  public byte[] next(boolean ran, byte[] before) throws SQLException {
    return rows.isSkipped() ? before : state(rows, ran, AggregateExport.ACCUMULATE);
  }

  /**
   * Returns the state of two parts of a group together, the first of which came first.
   *
   * @throws IllegalArgumentException when the module does not export it
   */
  public byte[] merge(byte[] first, byte[] second) throws SQLException {
    merge.begin();
    merge.setBytes(0, first);
    merge.setBytes(1, second);
    return state(merge, merge.run(), AggregateExport.MERGE);
  }

  /** Returns the call that makes a state a result; it changes nothing, so rows may follow. */
  public ScalarCall results() {
    return results;
  }

  private byte[] state(ScalarCall call, boolean ran, AggregateExport export) throws SQLException {
    if (!ran) {
      throw errors.error(
          ErrorCode.NO_VALUE, definition.export() + export.suffix() + " gave NULL and no state");
    }
    if (call.resultLength() > stateLimit) {
      throw errors.error(
          ErrorCode.MEMORY,
          definition.export()
              + export.suffix()
              + " gave a state of "
              + call.resultLength()
              + " bytes, allowed "
              + stateLimit
              + "; WITH (max_state_bytes = …) allows more");
    }
    return call.bytesResult();
  }

  /** Frees the guests' memory; a later call takes new instances. */
  @Override
  public void close() {
    init.close();
    rows.close();
    merge.close();
    results.close();
  }
}
