package dev.insitu.calcite.plan;

import dev.insitu.udf.session.FunctionRows;
import dev.insitu.udf.session.FunctionRows.Cost;
import dev.insitu.udf.type.RowSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the calls of one execution have read, given and cost, by their plans. */
final class CallMeasures {
  private final Map<CallPlan, List<MeasuredRows>> inputs = new HashMap<>();
  private final Map<CallPlan, List<MeasuredRows>> outputs = new HashMap<>();
  private final Map<CallPlan, List<FunctionRows>> functions = new HashMap<>();

  /**
   * What all executions of a call have cost together.
   *
   * @param waited nanoseconds that were spent with the program, and not with its input
   */
  record Sum(
      long runs, long rowsIn, long rowsOut, long bytesIn, long bytesOut, long fuel, long waited) {}

  RowSource input(CallPlan call, RowSource rows) {
    MeasuredRows measured = new MeasuredRows(rows);
    inputs.computeIfAbsent(call, c -> new ArrayList<>()).add(measured);
    return measured;
  }

  RowSource output(CallPlan call, FunctionRows rows) {
    functions.computeIfAbsent(call, c -> new ArrayList<>()).add(rows);
    MeasuredRows measured = new MeasuredRows(rows);
    outputs.computeIfAbsent(call, c -> new ArrayList<>()).add(measured);
    return measured;
  }

  Sum of(CallPlan call) {
    List<Cost> costs =
        functions.getOrDefault(call, List.of()).stream().map(FunctionRows::cost).toList();
    List<MeasuredRows> read = inputs.getOrDefault(call, List.of());
    return new Sum(
        costs.stream().mapToLong(Cost::runs).sum(),
        read.stream().mapToLong(MeasuredRows::count).sum(),
        costs.stream().mapToLong(Cost::rows).sum(),
        costs.stream().mapToLong(Cost::bytesIn).sum(),
        costs.stream().mapToLong(Cost::bytesOut).sum(),
        costs.stream().mapToLong(Cost::fuel).sum(),
        outputs.getOrDefault(call, List.of()).stream().mapToLong(MeasuredRows::nanos).sum()
            - read.stream().mapToLong(MeasuredRows::nanos).sum());
  }
}
