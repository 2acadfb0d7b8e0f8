package dev.insitu.sandbox.meter;

import dev.insitu.sandbox.binary.FunctionBody;
import dev.insitu.sandbox.binary.Instruction;
import dev.insitu.sandbox.binary.ModuleBinary;
import dev.insitu.sandbox.binary.NanOrigins;
import dev.insitu.sandbox.binary.TypedCode;
import dev.insitu.sandbox.module.ModuleLimits;
import dev.insitu.sandbox.module.ModuleRejected;
import dev.insitu.sandbox.module.ModuleRejected.Reason;
import dev.insitu.sandbox.module.ValueType;
import java.util.BitSet;

/**
 * What is learned about a function before it is written anew.
 *
 * @param origins where its NaNs may come from
 * @param arithmeticResults results that may be a NaN that arithmetic made
 * @param weight units of call depth that one frame takes
 * @param callees functions that it calls; {@code functions} stands for any that is referenced
 * @param references functions whose references it takes
 * @param growsMemory whether it grows the memory itself
 * @param cheapCode what it costs at most by itself
 */
record FunctionFacts(
    FunctionBody body,
    NanOrigins origins,
    BitSet arithmeticResults,
    int weight,
    int[] callees,
    BitSet references,
    boolean growsMemory,
    CheapCode cheapCode) {
  /** Walks after which the worst is assumed of every NaN, so that the time stays linear. */
  private static final int WALKS = 4;

  /** Walks a body until nothing new is learned about its NaNs. */
  static FunctionFacts of(ModuleBinary module, FunctionBody body, ModuleLimits limits)
      throws ModuleRejected {
    NanOrigins origins = new NanOrigins(body);
    BitSet callees = new BitSet();
    BitSet references = new BitSet();
    boolean growsMemory = false;
    CheapCode cheapCode = new CheapCode();
    for (int walk = 1; ; walk++) {
      if (walk == WALKS) {
        origins.assumeAll();
      }
      TypedCode code = new TypedCode(module, body, limits, origins);
      while (code.next()) {
        growsMemory |= code.current().opcode() == Instruction.MEMORY_GROW;
        if (walk == 1) {
          cheapCode.add(code.current());
        }
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
      if (!origins.startWalk()) {
        BitSet results = new BitSet();
        for (int i = 0; i < body.type().results().size(); i++) {
          results.set(i, code.isResultArithmetic(i));
        }
        return new FunctionFacts(
            body,
            origins,
            results,
            weight(body, code),
            callees.stream().toArray(),
            references,
            growsMemory,
            cheapCode);
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
