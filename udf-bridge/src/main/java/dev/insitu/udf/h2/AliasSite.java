package dev.insitu.udf.h2;

import dev.insitu.udf.catalog.FunctionName;
import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.error.SqlErrors;
import java.lang.invoke.MethodHandles;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.value.Value;
import org.jspecify.annotations.Nullable;

/*
 * H2 holds the site through the alias and the alias through the database, so strong references to
 * sessions are no leak here. The table is replaced as a whole and read without a lock; a reader that
 * misses an entry only takes the slow way. Whoever drops an entry does not close it, because its
 * session may be using it on another thread at this moment.
 */
/** One alias of one open database: finds the call of the session that calls it. */
final class AliasSite {
  private static final int SMALLEST = 4;

  private final FunctionName name;
  private volatile @Nullable SessionBound[] calls = new SessionBound[SMALLEST];

  AliasSite(FunctionName name) {
    this.name = name;
  }

  /** Returns the site of a hidden class; one that nobody calls for the template itself. */
  static AliasSite of(MethodHandles.Lookup lookup) {
    try {
      AliasSite site = MethodHandles.classData(lookup, "_", AliasSite.class);
      return site == null ? new AliasSite(new FunctionName("", "")) : site;
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  FunctionName name() {
    return name;
  }

  /** Starts a call on the connection that H2 passes. */
  SessionCall call(Connection connection) throws SQLException {
    if (bound(connection) instanceof SessionCall call) {
      call.begin();
      return call;
    }
    throw changed();
  }

  /** Calls a procedure; what H2 wants to know before the call is answered without one. */
  ResultSet procedure(Connection connection, Value[] values) throws SQLException {
    if (bound(connection) instanceof SessionProcedure procedure) {
      return procedure.call(connection, values);
    }
    throw changed();
  }

  /** Starts a call of style BATCH on the connection that H2 passes. */
  SessionBatch batch(Connection connection) throws SQLException {
    if (bound(connection) instanceof SessionBatch batch) {
      batch.begin();
      return batch;
    }
    throw changed();
  }

  /** Returns the aggregate of the connection that H2 passes. */
  SessionAggregate aggregate(Connection connection) throws SQLException {
    if (bound(connection) instanceof SessionAggregate aggregate) {
      return aggregate;
    }
    throw changed();
  }

  private SessionBound bound(Connection connection) throws SQLException {
    SessionLocal session = session(connection);
    SessionBound bound = find(calls, session);
    return bound == null ? bind(session) : bound;
  }

  private SQLException changed() {
    return AliasErrors.redefined(name.name());
  }

  /** Takes the call of a session out, if there is one. */
  synchronized @Nullable SessionBound remove(SessionLocal session) {
    SessionBound call = find(calls, session);
    if (call != null) {
      replace(session, null);
    }
    return call;
  }

  /** Forgets all calls; those that run end with the definition that they started with. */
  synchronized void clear() {
    calls = new SessionBound[SMALLEST];
  }

  private SessionLocal session(Connection connection) throws SQLException {
    if (connection instanceof JdbcConnection jdbc && jdbc.getSession() instanceof SessionLocal s) {
      return s;
    }
    throw SqlErrors.of(
        ErrorCode.NOT_SUPPORTED, "function " + name.name() + " can be called by H2 only");
  }

  private static @Nullable SessionBound find(@Nullable SessionBound[] table, SessionLocal session) {
    int mask = table.length - 1;
    for (int i = session.getId() & mask; ; i = (i + 1) & mask) {
      SessionBound call = table[i];
      if (call == null || call.isOf(session)) {
        return call;
      }
    }
  }

  private SessionBound bind(SessionLocal session) throws SQLException {
    DatabaseFunctions functions = DatabaseFunctions.of(session.getDatabase());
    functions.register(this);
    while (true) {
      long version = functions.version();
      SessionBound call = functions.bind(name, session);
      synchronized (this) {
        // A refresh raises the version before it clears the sites, so nothing old stays in.
        if (functions.version() == version) {
          replace(session, call);
          return call;
        }
      }
      call.close();
    }
  }

  /** Makes a table without the session's old call and those of closed sessions. */
  private void replace(SessionLocal session, @Nullable SessionBound added) {
    List<SessionBound> live = new ArrayList<>();
    for (SessionBound call : calls) {
      if (call != null && !call.isOf(session) && !call.session().isClosed()) {
        live.add(call);
      }
    }
    if (added != null) {
      live.add(added);
    }
    // At most half full, so that every search ends.
    @Nullable SessionBound[] table =
        new SessionBound[Math.max(SMALLEST, 2 * Integer.highestOneBit(2 * live.size()))];
    for (SessionBound call : live) {
      int mask = table.length - 1;
      int at = call.session().getId() & mask;
      while (table[at] != null) {
        at = (at + 1) & mask;
      }
      table[at] = call;
    }
    calls = table;
  }
}
