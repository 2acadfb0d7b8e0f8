package dev.insitu.calcite.plan;

import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.call.ArgumentShape;
import dev.insitu.udf.rows.HostedRows;
import dev.insitu.udf.rows.RowOpener;
import dev.insitu.udf.session.CallStatistics;
import dev.insitu.udf.session.FunctionRows;
import dev.insitu.udf.session.FunctionSession;
import dev.insitu.udf.session.StatementScope;
import dev.insitu.udf.stream.TableInput;
import dev.insitu.udf.type.Column;
import dev.insitu.udf.type.RowSource;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The table functions of a {@link FunctionSession}; their names are kept until one changes. */
final class SessionFunctions implements TableFunctions {
  private final FunctionSession session;
  private final Identifiers identifiers;
  private Set<String> names = Set.of();
  private Set<String> scalarNames = Set.of();
  private long namesVersion = -1;

  SessionFunctions(FunctionSession session, Identifiers identifiers) {
    this.session = session;
    this.identifiers = identifiers;
  }

  @Override
  public long version() throws SQLException {
    long version = session.catalogVersion();
    if (version != namesVersion) {
      Set<String> found = new HashSet<>();
      Set<String> others = new HashSet<>();
      for (FunctionDefinition function : session.functions()) {
        (function.isTableFunction() ? found : others).add(identifiers.key(function.name()));
      }
      names = found;
      scalarNames = others;
      namesVersion = version;
    }
    return version;
  }

  @Override
  public boolean isEmpty() {
    return names.isEmpty();
  }

  @Override
  public boolean mayBe(String name) {
    return names.contains(identifiers.key(name));
  }

  @Override
  public Optional<FunctionDefinition> find(@Nullable String schema, String name)
      throws SQLException {
    return session.function(schema, name).filter(FunctionDefinition::isTableFunction);
  }

  @Override
  public Optional<FunctionDefinition> findScalar(@Nullable String schema, String name)
      throws SQLException {
    return scalarNames.contains(identifiers.key(name))
        ? session.function(schema, name).filter(f -> !f.isTableFunction())
        : Optional.empty();
  }

  @Override
  public List<CallStatistics> statistics() {
    return session.isEmbedded() ? session.statistics() : List.of();
  }

  @Override
  public long time(FunctionDefinition function, boolean wanted) {
    return session.time(function, wanted);
  }

  @Override
  public List<Column> columns(FunctionDefinition function, List<ArgumentShape> arguments)
      throws SQLException {
    return session.columns(function, arguments);
  }

  @Override
  public FunctionRows call(
      CallPlan call, RowSource input, List<@Nullable Object> scalars, StatementScope scope)
      throws SQLException {
    List<Integer> partitionColumns =
        call.tables().isEmpty() ? List.of() : call.tables().getFirst().call().partitionColumns();
    return session.callTable(
        call.function(), call.ownColumns(), input, partitionColumns, scalars, scope);
  }

  @Override
  public FunctionRows call(
      CallPlan call,
      List<TableInput> inputs,
      @Nullable RowOpener keys,
      List<@Nullable Object> scalars,
      StatementScope scope)
      throws SQLException {
    return session.callTables(call.function(), call.ownColumns(), inputs, keys, scalars, scope);
  }

  @Override
  public HostedRows host(CallPlan call, RowOpener rows) throws SQLException {
    return session.host(call.function().name(), call.hosted(), rows, call.hosting());
  }

  @Override
  public Optional<FunctionDefinition> procedure(@Nullable String schema, String name)
      throws SQLException {
    return session.function(schema, name).filter(FunctionDefinition::isProcedure);
  }

  @Override
  public SQLException translate(SQLException error) {
    return session.translate(error);
  }
}
