package dev.insitu.sandbox.meter;

import dev.insitu.sandbox.binary.ModuleBinary;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;

/** Which functions may grow the memory, themselves or through what they call. */
final class MemoryGrowth {
  private MemoryGrowth() {}

  /**
   * Returns these functions; behind the last one stands whether an indirect call may. Of imported
   * functions nothing is known, so they may.
   */
  static BitSet of(ModuleBinary module, List<FunctionFacts> functions) {
    int any = module.functionTypes().size();
    List<List<Integer>> callers = new ArrayList<>(any + 1);
    for (int i = 0; i <= any; i++) {
      callers.add(new ArrayList<>());
    }
    BitSet growing = new BitSet();
    growing.set(0, module.imports().size());
    BitSet referenced = (BitSet) module.referencedFunctions().clone();
    for (FunctionFacts facts : functions) {
      int caller = facts.body().index();
      for (int callee : facts.callees()) {
        callers.get(callee).add(caller);
      }
      growing.set(caller, facts.growsMemory());
      referenced.or(facts.references());
    }
    referenced.stream().forEach(callee -> callers.get(callee).add(any));
    Deque<Integer> found = new ArrayDeque<>();
    growing.stream().forEach(found::add);
    while (!found.isEmpty()) {
      for (int caller : callers.get(found.remove())) {
        if (!growing.get(caller)) {
          growing.set(caller);
          found.add(caller);
        }
      }
    }
    return growing;
  }
}
