package dev.insitu.sandbox.meter;

import dev.insitu.sandbox.binary.FunctionBody;
import dev.insitu.sandbox.binary.Instruction;
import dev.insitu.sandbox.binary.ModuleBinary;
import dev.insitu.sandbox.binary.TypedCode;
import dev.insitu.sandbox.module.ModuleLimits;
import dev.insitu.sandbox.module.ModuleRejected;
import dev.insitu.sandbox.module.ModuleRejected.Reason;
import dev.insitu.sandbox.module.ValueType;
import java.util.BitSet;

/**
 * What is learned about a function before it is written anew.
 *
 * @param arithmeticLocals locals that may hold a NaN that arithmetic made
 * @param arithmeticResults results that may be one
 * @param weight units of call depth that one frame takes
 * @param callees functions that it calls; {@code functions} stands for any that is referenced
 * @param references functions whose references it takes
 */
record FunctionFacts(
    FunctionBody body,
    BitSet arithmeticLocals,
    BitSet arithmeticResults,
    int weight,
    int[] callees,
    BitSet references) {
  /** Walks after which every local counts as arithmetic, so that the time stays linear. */
  private static final int WALKS = 4;

  /** Walks a body until nothing new is learned about its locals. */
  static FunctionFacts of(ModuleBinary module, FunctionBody body, ModuleLimits limits)
      throws ModuleRejected {
    BitSet locals = new BitSet();
    BitSet callees = new BitSet();
    BitSet references = new BitSet();
    for (int walk = 1; ; walk++) {
      if (walk == WALKS) {
        locals.set(0, body.locals().size());
      }
      TypedCode code = new TypedCode(module, body, limits, locals);
      while (code.next()) {
        if (walk == 1 && code.current().opcode() == Instruction.CALL) {
          callees.set((int) code.current().immediate());
        } else if (walk == 1 && code.current().opcode() == Instruction.CALL_INDIRECT) {
          callees.set(module.functionTypes().size());
        } else if (code.current().opcode() == Instruction.REF_FUNC) {
          references.set((int) code.current().immediate());
        }
        code.apply();
      }
      if (code.highest() > limits.operands()) {
        throw new ModuleRejected(
            Reason.LIMIT,
            module.place(body.index())
                + ": "
                + code.highest()
                + " slots of operands at once, allowed "
                + limits.operands());
      }
      if (!code.hasChangedLocals()) {
        BitSet results = new BitSet();
        for (int i = 0; i < body.type().results().size(); i++) {
          results.set(i, code.isResultArithmetic(i));
        }
        return new FunctionFacts(
            body, locals, results, weight(body, code), callees.stream().toArray(), references);
      }
    }
  }

  private static int weight(FunctionBody body, TypedCode code) {
    int slots = 0;
    for (ValueType local : body.locals()) {
      slots += CostTable.slots(local);
    }
    return CostTable.FRAME_SLOTS + slots + code.highest();
  }
}
