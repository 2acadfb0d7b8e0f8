package dev.insitu.calcite.jdbc;

import dev.insitu.calcite.plan.PlannedStatement;
import dev.insitu.calcite.plan.PlannedStatement.InnerQuery;
import java.sql.Connection;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The parameters of a text that has a plan, each as the backend sees it where the plan puts it. */
final class PlannedParameters implements ParameterMetaData {
  private final Map<Integer, Parameter> parameters = new TreeMap<>();
  private final int count;

  private PlannedParameters(int count) {
    this.count = count;
  }

  /** What the backend says of one parameter. */
  private record Parameter(
      int nullable,
      boolean signed,
      int precision,
      int scale,
      int type,
      String typeName,
      String className,
      int mode) {
    static Parameter of(ParameterMetaData metadata, int index) throws SQLException {
      return new Parameter(
          metadata.isNullable(index),
          metadata.isSigned(index),
          metadata.getPrecision(index),
          metadata.getScale(index),
          metadata.getParameterType(index),
          metadata.getParameterTypeName(index),
          metadata.getParameterClassName(index),
          metadata.getParameterMode(index));
    }
  }

  /**
   * Asks the backend about each text of a plan that has parameters.
   *
   * @param outer the plan's text, prepared
   */
  static ParameterMetaData of(PlannedStatement plan, PreparedStatement outer, Connection backend)
      throws SQLException {
    PlannedParameters all = new PlannedParameters(plan.parameterCount());
    all.add(plan.parameters(), outer);
    for (InnerQuery query : plan.innerQueries()) {
      if (!all.parameters.keySet().containsAll(query.parameters())) {
        try (PreparedStatement inner = backend.prepareStatement(query.sql())) {
          all.add(query.parameters(), inner);
        }
      }
    }
    return all;
  }

  private void add(List<Integer> ordinals, PreparedStatement statement) throws SQLException {
    ParameterMetaData metadata = statement.getParameterMetaData();
    for (int i = 0; i < ordinals.size(); i++) {
      if (!parameters.containsKey(ordinals.get(i))) {
        parameters.put(ordinals.get(i), Parameter.of(metadata, i + 1));
      }
    }
  }

  private Parameter parameter(int index) throws SQLException {
    Parameter parameter = parameters.get(index);
    if (parameter == null) {
      throw H2Backend.badParameter("param", index);
    }
    return parameter;
  }

  @Override
  public int getParameterCount() {
    return count;
  }

  @Override
  public int isNullable(int param) throws SQLException {
    return parameter(param).nullable();
  }

  @Override
  public boolean isSigned(int param) throws SQLException {
    return parameter(param).signed();
  }

  @Override
  public int getPrecision(int param) throws SQLException {
    return parameter(param).precision();
  }

  @Override
  public int getScale(int param) throws SQLException {
    return parameter(param).scale();
  }

  @Override
  public int getParameterType(int param) throws SQLException {
    return parameter(param).type();
  }

  @Override
  public String getParameterTypeName(int param) throws SQLException {
    return parameter(param).typeName();
  }

  @Override
  public String getParameterClassName(int param) throws SQLException {
    return parameter(param).className();
  }

  @Override
  public int getParameterMode(int param) throws SQLException {
    return parameter(param).mode();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    if (type == null || !type.isInstance(this)) {
      throw H2Backend.badParameter("iface", type);
    }
    return type.cast(this);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return type != null && type.isInstance(this);
  }
}
