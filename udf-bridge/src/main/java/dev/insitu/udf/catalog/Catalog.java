package dev.insitu.udf.catalog;

import dev.insitu.sandbox.Cancellation;
import dev.insitu.sandbox.GuestModule;
import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.error.ErrorCode;
import dev.insitu.udf.error.SqlErrors;
import dev.insitu.udf.module.ModuleLoader;
import dev.insitu.udf.option.FunctionOptions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The modules and functions of a database, kept in its schema {@code INSITU}, seen through one
 * connection; the modules' code through another, because users may call what they may not read.
 * Holds no state of its own but whether the tables were seen. Threads: as the connection.
 */
public final class Catalog {
  private static final AtomicLong EPOCH = new AtomicLong();
  private static final int CREATE_ATTEMPTS = 5;

  private final Connection backend;
  private final CatalogReader reader;
  private final CodeReader code;
  private boolean seen;

  private Catalog(Connection backend, CodeReader code) {
    this.backend = backend;
    this.reader = new CatalogReader(backend);
    this.code = code;
  }

  /** Gives the connection that modules' code is read through. */
  @FunctionalInterface
  public interface CodeReader {
    /** Returns it; its owner closes it. */
    Connection connection() throws SQLException;
  }

  /** Work of one transaction. */
  @FunctionalInterface
  public interface Change {
    /** Writes the rows. */
    void apply(CatalogWriter writer) throws SQLException;
  }

  /** Returns the catalog that a connection sees; reads nothing yet. */
  public static Catalog on(Connection backend) {
    return on(backend, () -> backend);
  }

  /** Returns the catalog that a connection sees, and the code that another does. */
  public static Catalog on(Connection backend, CodeReader code) {
    return new Catalog(backend, code);
  }

  /**
   * Returns a number that changes when a session of this process has changed the catalog of any
   * database, or has noticed that another process did.
   */
  public static long epoch() {
    return EPOCH.get();
  }

  /** Makes a new {@link #epoch()}. */
  public static void newEpoch() {
    EPOCH.incrementAndGet();
  }

  /**
   * Returns the catalog's present version with one small query.
   *
   * @throws SQLException with {@code CATALOG} when another version of insitu wrote it
   */
  public CatalogVersion version() throws SQLException {
    if (seen) {
      try {
        return reader.version();
      } catch (SQLException e) {
        String before = reader.table();
        if (reader.exists() && reader.table().equals(before)) {
          throw e;
        }
      }
    }
    seen = reader.exists();
    return seen ? reader.version() : CatalogVersion.ABSENT;
  }

  /** Reads all there is, but no code. */
  public CatalogSnapshot snapshot() throws SQLException {
    CatalogVersion version = version();
    while (version.exists()) {
      Map<String, StoredModule> modules = reader.modules();
      Map<FunctionName, FunctionDefinition> functions = new HashMap<>();
      Map<FunctionName, DamagedFunction> damaged = new HashMap<>();
      reader.functions(modules, functions, damaged);
      CatalogVersion after = version();
      if (after.equals(version)) {
        return new CatalogSnapshot(version, modules, functions, damaged);
      }
      version = after;
    }
    return CatalogSnapshot.EMPTY;
  }

  /** Returns a function as it is defined now. */
  public Optional<FunctionDefinition> function(String schema, String name) throws SQLException {
    return snapshot().function(new FunctionName(schema, name));
  }

  /**
   * Makes a function ready to be called: loads its module, by its digest, and holds it against the
   * signature again.
   */
  public BoundFunction bind(FunctionDefinition function, Cancellation cancellation)
      throws SQLException {
    GuestModule module = module(function.module(), function.moduleDigest(), cancellation);
    FunctionChecks.check(function, module.description());
    return new BoundFunction(function, module, FunctionOptions.of(function));
  }

  /**
   * Loads a module.
   *
   * @throws SQLException with {@code CATALOG} when its code has another digest
   */
  public GuestModule module(String name, String digest, Cancellation cancellation)
      throws SQLException {
    return ModuleLoader.load(
        name, digest, () -> new CatalogReader(code.connection()).code(name, digest), cancellation);
  }

  /*
   * IF NOT EXISTS looks and then acts, so that sessions which create the same objects at once get
   * errors of many kinds. Those of one process take turns; those of several try again.
   */
  /**
   * Creates the tables, or makes those of an older version the present ones; does nothing when they
   * are. Commits.
   */
  public void prepare() throws SQLException {
    synchronized (EPOCH) {
      CatalogVersion present = version();
      for (int attempt = 1; !present.isCurrent(); attempt++) {
        try {
          if (present.exists()) {
            new CatalogUpgrade(backend).run(present.format());
          } else {
            createTables();
          }
        } catch (SQLException e) {
          if (attempt == CREATE_ATTEMPTS) {
            throw e;
          }
        }
        present = version();
      }
    }
  }

  private void createTables() throws SQLException {
    try (Statement statement = backend.createStatement()) {
      for (String sql : CatalogDialect.of(backend).createStatements()) {
        statement.execute(sql);
      }
    }
    try (CatalogTransaction transaction = CatalogTransaction.begin(backend);
        Statement statement = backend.createStatement()) {
      setting(statement, "created", "CAST(CURRENT_TIMESTAMP AS VARCHAR(64))");
      setting(statement, "version", "'1'");
      setting(statement, "format", "'" + CatalogVersion.FORMAT + "'");
      transaction.commit();
    }
  }

  private static void setting(Statement statement, String name, String value) throws SQLException {
    statement.executeUpdate(
        "INSERT INTO insitu.catalog_version (name, setting) SELECT '"
            + name
            + "', "
            + value
            + " WHERE NOT EXISTS (SELECT 1 FROM insitu.catalog_version WHERE name = '"
            + name
            + "')");
  }

  /**
   * Checks that the user may change modules and functions, before a statement reads files or
   * compiles for him.
   *
   * @throws SQLException with {@code PRIVILEGE} when he may not
   */
  public void requireAdministrator() throws SQLException {
    if (!mayAdminister()) {
      throw SqlErrors.of(
          ErrorCode.PRIVILEGE,
          "modules and functions are created and dropped by administrators of the database");
    }
  }

  /** Returns whether the user may change modules and functions; true when only trying tells. */
  public boolean mayAdminister() throws SQLException {
    String sql = CatalogDialect.of(backend).administratorQuery();
    if (sql == null) {
      return true;
    }
    try (Statement statement = backend.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() && rows.getBoolean(1);
    }
  }

  /** Commits what the user has open, as a DDL statement of the backend's would. */
  public void commitOpen() throws SQLException {
    if (!backend.getAutoCommit()) {
      backend.commit();
    }
  }

  /**
   * Writes rows in one transaction, if the catalog is still at the version that the change was made
   * for.
   *
   * @return the new version; empty, with nothing written, when somebody else was faster
   */
  public Optional<CatalogVersion> change(CatalogVersion from, Change change) throws SQLException {
    try (CatalogTransaction transaction = CatalogTransaction.begin(backend)) {
      CatalogWriter writer = new CatalogWriter(backend);
      if (!writer.advance(from)) {
        return Optional.empty();
      }
      change.apply(writer);
      transaction.commit();
    }
    newEpoch();
    return Optional.of(from.next());
  }
}
