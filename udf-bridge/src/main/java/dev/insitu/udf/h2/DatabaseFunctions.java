package dev.insitu.udf.h2;

import dev.insitu.sandbox.Cancellation;
import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.ParameterStyle;
import dev.insitu.udf.call.CallStart;
import dev.insitu.udf.call.ScalarCall;
import dev.insitu.udf.call.SessionCalls;
import dev.insitu.udf.catalog.BoundFunction;
import dev.insitu.udf.catalog.Catalog;
import dev.insitu.udf.catalog.FunctionName;
import dev.insitu.udf.error.CallErrors;
import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.stream.BatchCall;
import java.lang.ref.WeakReference;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.h2.engine.Database;
import org.h2.engine.SessionLocal;

/*
 * Nothing here may hold a database or a session strongly, because the map of open databases is
 * static: sites and sessions are held weakly, definitions and modules are plain data.
 */
/** What this process knows of the functions of one open database. Safe for use by many threads. */
final class DatabaseFunctions {
  private static final Map<Database, DatabaseFunctions> OPEN = new WeakHashMap<>();

  private final AtomicLong version = new AtomicLong();
  private final Map<FunctionName, Bound> bound = new ConcurrentHashMap<>();
  private final List<WeakReference<AliasSite>> sites = new ArrayList<>();
  private final Map<Integer, SessionState> sessions = new HashMap<>();
  private final Map<FunctionName, FunctionStatistics> past = new HashMap<>();

  private DatabaseFunctions() {}

  /** A definition that was read at a version. */
  private record Bound(long version, BoundFunction function, CallStart start) {}

  static DatabaseFunctions of(Database database) {
    synchronized (OPEN) {
      return OPEN.computeIfAbsent(database, d -> new DatabaseFunctions());
    }
  }

  /** Returns a connection that may read everything; the database closes its session. */
  static Connection systemConnection(Database database) {
    return database.getSystemSession().createConnection(false);
  }

  /** Returns a number that every refresh raises. */
  long version() {
    return version.get();
  }

  /** Remembers a site, so that a refresh reaches it. */
  void register(AliasSite site) {
    synchronized (sites) {
      sites.removeIf(s -> s.refersTo(null));
      if (sites.stream().noneMatch(s -> s.refersTo(site))) {
        sites.add(new WeakReference<>(site));
      }
    }
  }

  /** Forgets every definition: the next call of each session reads it again. */
  void refresh() {
    version.incrementAndGet();
    bound.clear();
    for (AliasSite site : sites()) {
      site.clear();
    }
  }

  /** Returns what is known of a session. */
  SessionState session(SessionLocal session) {
    synchronized (sessions) {
      sessions.values().removeIf(this::moveToPast);
      return sessions.computeIfAbsent(session.getId(), id -> new SessionState(session));
    }
  }

  /** Keeps what a session has cost that nothing can call for any more. */
  private boolean moveToPast(SessionState state) {
    if (!state.isGone()) {
      return false;
    }
    add(past, state);
    return true;
  }

  private static void add(Map<FunctionName, FunctionStatistics> all, SessionState state) {
    state.statistics().forEach(s -> all.merge(s.name(), s, FunctionStatistics::plus));
  }

  /** Adds what a call outside of the database has cost. */
  void count(FunctionStatistics cost) {
    synchronized (sessions) {
      past.merge(cost.name(), cost, FunctionStatistics::plus);
    }
  }

  /** Returns what all sessions have cost, those that were closed included, by name. */
  List<FunctionStatistics> statistics() {
    Map<FunctionName, FunctionStatistics> all = new TreeMap<>();
    synchronized (sessions) {
      all.putAll(past);
      sessions.values().forEach(state -> add(all, state));
    }
    return List.copyOf(all.values());
  }

  /** Frees the guests of a session; on the session's own thread. */
  void close(SessionLocal session) {
    for (AliasSite site : sites()) {
      SessionBound call = site.remove(session);
      if (call != null) {
        call.close();
      }
    }
  }

  private List<AliasSite> sites() {
    List<AliasSite> live = new ArrayList<>();
    synchronized (sites) {
      for (WeakReference<AliasSite> site : sites) {
        AliasSite present = site.get();
        if (present != null) {
          live.add(present);
        }
      }
    }
    return live;
  }

  /** Makes the calls of a session for the definition that holds now. */
  SessionBound bind(FunctionName name, SessionLocal session) throws SQLException {
    SessionState state = session(session);
    SessionProbe probe = new SessionProbe(session, state);
    Bound present = read(name, session, Cancellation.polling(probe));
    BoundFunction function = present.function();
    Function<FunctionDefinition, ScalarCall> binder =
        exported ->
            new ScalarCall(
                    exported,
                    function.module(),
                    function.options().limits(),
                    Cancellation.polling(probe),
                    state.counters(name),
                    present.start(),
                    state::statements)
                .boundedBy(state::limits)
                .recordedBy((called, module) -> {
                  SessionCalls statements = state.statements();
                  boolean batch = function.definition().style() == ParameterStyle.BATCH;
                  return statements == null
                      ? null
                      : statements.recording(batch ? function.definition() : called, module);
                });
    return switch (function.definition().style()) {
      case AGGREGATE -> new SessionAggregate(session, probe, function, binder);
      case BATCH -> new SessionBatch(session, probe, new BatchCall(function.definition(), binder));
      case PROCEDURE -> new SessionProcedure(session, probe, binder.apply(function.definition()));
      case DIRECT, STREAM -> new SessionCall(session, probe, binder.apply(function.definition()));
    };
  }

  private Bound read(FunctionName name, SessionLocal session, Cancellation cancellation)
      throws SQLException {
    long now = version();
    Bound known = bound.get(name);
    if (known != null && known.version == now) {
      return known;
    }
    // Rights on the catalog's tables are not the caller's affair, nor is its transaction.
    Catalog catalog = Catalog.on(systemConnection(session.getDatabase()));
    FunctionDefinition definition =
        catalog
            .function(name.schema(), name.name())
            .orElseThrow(() ->
                CallErrors.ofFunction(name.name())
                    .error(ErrorCode.UNKNOWN_FUNCTION, "has no definition in the catalog"));
    Bound read = new Bound(now, catalog.bind(definition, cancellation), new CallStart());
    // Sessions that read it at the same time share what the first of them has made.
    Bound other = bound.putIfAbsent(name, read);
    if (other != null && other.version == now) {
      return other;
    }
    bound.put(name, read);
    return read;
  }
}
