package dev.insitu.udf.h2;

import java.lang.invoke.MethodHandles;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import org.h2.api.Aggregate;
import org.jspecify.annotations.Nullable;

/*
 * H2 makes one of these for each group, and one whenever it compiles a query, so a new one costs
 * nothing but itself. It says never that a group has ended: a state that has given its result does
 * not count any more, until another row comes, as in a window.
 */
/**
 * One group of a deployed aggregate. Public because H2 makes it by reflection; nobody else does.
 * {@link AliasClasses} defines a hidden class from the bytes of this one for each aggregate, with
 * its {@link AggregateSite} as class data.
 */
public final class AggregateTemplate implements Aggregate {
  private static final @Nullable AggregateSite SITE = AggregateSite.of(MethodHandles.lookup());

  private @Nullable Connection connection;
  private @Nullable SessionAggregate aggregate;
  private byte @Nullable [] state;
  private @Nullable StateBudget budget;
  private int counted;
  private long rows;

  /** Makes a group without rows. */
  public AggregateTemplate() {}

  @Override
  public void init(Connection connection) {
    this.connection = connection;
  }

  @Override
  public int getInternalType(int[] inputTypes) throws SQLException {
    AggregateSignature signature = site().signature();
    if (inputTypes.length != signature.arity()) {
      throw AliasErrors.arity(signature.name().name(), signature.arity(), inputTypes.length);
    }
    return signature.valueType();
  }

  @Override
  public void add(@Nullable Object value) throws SQLException {
    SessionAggregate calls = bound();
    rows++;
    try {
      byte[] before = state == null ? calls.initial() : state;
      byte[] after = calls.next(before, value);
      state = after;
      count(after.length);
    } catch (SQLException e) {
      throw calls.errors().at(e, "row " + rows + " of its group");
    }
  }

  @Override
  public @Nullable Object getResult() throws SQLException {
    SessionAggregate calls = bound();
    try {
      Object result = calls.result(state == null ? calls.initial() : state);
      count(0);
      return result;
    } catch (SQLException e) {
      throw calls.errors().at(e, "result of a group of " + rows + (rows == 1 ? " row" : " rows"));
    }
  }

  private void count(int bytes) throws SQLException {
    if (bytes != counted) {
      int more = bytes - counted;
      counted = bytes;
      Objects.requireNonNull(budget).add(more, bound().errors());
    }
  }

  private SessionAggregate bound() throws SQLException {
    SessionAggregate present = aggregate;
    if (present == null) {
      // A group ends on the version that it began with: another may not know its state.
      present = site().calls().aggregate(Objects.requireNonNull(connection, "not initialised"));
      aggregate = present;
      budget = present.budget();
    }
    return present;
  }

  private static AggregateSite site() {
    return Objects.requireNonNull(SITE, "the template itself is no aggregate");
  }
}
