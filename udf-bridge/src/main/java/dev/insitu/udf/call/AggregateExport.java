package dev.insitu.udf.call;

import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.Parameter;
import dev.insitu.udf.Returns;
import dev.insitu.udf.type.SqlType;
import java.util.ArrayList;
import java.util.List;

/**
 * The exports that an aggregate consists of: functions of style DIRECT over states, which are
 * bytes.
 */
public enum AggregateExport {
  /** Gives the state of a group without rows. */
  INIT("_init", true),
  /** Gives the state after one more row. */
  ACCUMULATE("_accumulate", true),
  /** Gives the state of two parts of a group together; may be missing. */
  MERGE("_merge", false),
  /** Gives the result of a group. */
  FINISH("_finish", true);

  /** A range of bytes of any length; the option max_state_bytes bounds it. */
  private static final SqlType STATE = new SqlType.Varbinary(0);

  private final String suffix;
  private final boolean required;

  AggregateExport(String suffix, boolean required) {
    this.suffix = suffix;
    this.required = required;
  }

  /** Returns what the export's name ends with. */
  public String suffix() {
    return suffix;
  }

  /** Returns whether an aggregate must have it. */
  public boolean isRequired() {
    return required;
  }

  /** Returns an aggregate's export as a function of its own, whose signature is the export's. */
  public FunctionDefinition of(FunctionDefinition aggregate) {
    return new FunctionDefinition(
        aggregate.schema(),
        aggregate.name(),
        switch (this) {
          case INIT -> List.of();
          case ACCUMULATE -> withState(aggregate.parameters());
          case MERGE ->
              List.of(new Parameter.Scalar("state", STATE), new Parameter.Scalar("other", STATE));
          case FINISH -> withState(List.of());
        },
        this == FINISH ? aggregate.returns() : new Returns.Scalar(STATE),
        aggregate.style(),
        aggregate.module(),
        aggregate.moduleDigest(),
        aggregate.export() + suffix,
        aggregate.deterministic(),
        this == ACCUMULATE && aggregate.calledOnNullInput(),
        aggregate.options());
  }

  private static List<Parameter> withState(List<Parameter> parameters) {
    List<Parameter> all = new ArrayList<>();
    all.add(new Parameter.Scalar("state", STATE));
    all.addAll(parameters);
    return all;
  }
}
