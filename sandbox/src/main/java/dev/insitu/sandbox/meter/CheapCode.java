package dev.insitu.sandbox.meter;

import dev.insitu.sandbox.binary.Instruction;
import dev.insitu.sandbox.binary.ModuleBinary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/*
 * A function that cannot cost more than a few dozen units, with everything that it calls, pays
 * without a look whether they are left: whoever calls it again and again looks. The JIT then finds
 * nothing rare in it and adds up the payments of a whole loop.
 */
/** What one function costs at most when it repeats nothing. */
final class CheapCode {
  /** Units that a function may take without a look. */
  private static final int MAX = 64;

  /** Every call costs two units, so a longer chain of calls is never cheap. */
  private static final int CHAIN_MAX = MAX / 2;

  private static final int UNKNOWN = -1;

  private final List<Integer> calls = new ArrayList<>();
  private int cost;

  /** Adds an instruction of the body. */
  void add(Instruction instruction) {
    if (cost > MAX) {
      return;
    }
    cost += CostTable.weight(instruction.opcode());
    switch (instruction.opcode()) {
      case Instruction.CALL -> calls.add((int) instruction.immediate());
      case Instruction.LOOP, Instruction.CALL_INDIRECT -> cost = MAX + 1;
      default -> {}
    }
  }

  /** Returns the cheap functions of a module; those of the host are not. */
  static BitSet of(ModuleBinary module, List<FunctionFacts> functions) {
    int[] costs = new int[module.functionTypes().size()];
    Arrays.fill(costs, UNKNOWN);
    int imports = module.imports().size();
    Arrays.fill(costs, 0, imports, MAX + 1);
    BitSet cheap = new BitSet();
    for (int i = 0; i < functions.size(); i++) {
      costs[imports + i] = total(imports + i, functions, costs, imports, 0);
      cheap.set(imports + i, costs[imports + i] <= MAX);
    }
    return cheap;
  }

  private static int total(
      int function, List<FunctionFacts> functions, int[] costs, int imports, int chain) {
    if (costs[function] != UNKNOWN) {
      return costs[function];
    }
    CheapCode code = functions.get(function - imports).cheapCode();
    int total = chain > CHAIN_MAX ? MAX + 1 : code.cost;
    for (int i = 0; i < code.calls.size() && total <= MAX; i++) {
      total += total(code.calls.get(i), functions, costs, imports, chain + 1);
    }
    if (total <= MAX) {
      costs[function] = total;
    }
    return total;
  }
}
