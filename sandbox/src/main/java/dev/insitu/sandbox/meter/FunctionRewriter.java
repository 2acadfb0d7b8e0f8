package dev.insitu.sandbox.meter;

import dev.insitu.sandbox.binary.FunctionBody;
import dev.insitu.sandbox.binary.Instruction;
import dev.insitu.sandbox.binary.ModuleBinary;
import dev.insitu.sandbox.binary.TypedCode;
import dev.insitu.sandbox.module.FunctionType;
import dev.insitu.sandbox.module.ModuleLimits;
import dev.insitu.sandbox.module.ModuleRejected;
import dev.insitu.sandbox.module.ValueType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/*
 * Where a NaN that arithmetic made could be told from another, it becomes the canonical one: stored,
 * reinterpreted, passed to a function, returned, kept in a global, or when its sign is used or set;
 * and where it meets NaNs that were copied, whose bits must stay as they are. Between these places its bits do not matter, and there nearly all of them live and die.
 */
/** Writes one function anew: with charges, call depth and canonical NaNs. */
final class FunctionRewriter {
  private static final int I32_LT_U = 0x49;
  private static final int I32_ADD = 0x6A;
  private static final int I32_SHL = 0x74;
  private static final int I32_SHR_U = 0x76;

  /** A local that the rewriting adds, for the value that was so far from the top. */
  private record Spill(ValueType type, int fromTop) {}

  private final Instrumenter metering;
  private final ModuleBinary module;
  private final FunctionFacts facts;
  private final FunctionBody body;
  private final ModuleLimits limits;
  private final ByteWriter code = new ByteWriter();
  private final Map<Spill, Integer> spills = new LinkedHashMap<>();
  private final JavaSize java;

  FunctionRewriter(
      Instrumenter metering, ModuleBinary module, FunctionFacts facts, ModuleLimits limits) {
    this.metering = metering;
    this.module = module;
    this.facts = facts;
    this.body = facts.body();
    this.limits = limits;
    this.java = new JavaSize(module, body, limits.nesting());
  }

  /** Returns what the function will cost the engine; known when it is rewritten. */
  JavaSize javaSize() {
    return java;
  }

  byte[] rewrite() throws ModuleRejected {
    List<ValueType> results = body.type().results();
    CallDepth depth = metering.depth();
    int function = body.index();
    boolean counted = depth.isCounted(function);
    boolean framed = counted || (metering.isMetered() && !facts.arithmeticResults().isEmpty());
    if (counted) {
      constant(depth.weight(function));
      constant(depth.headroom(function));
      call(metering.enter());
    }
    if (framed) {
      code.bytes(Instruction.BLOCK).signed(metering.resultType(body.type()));
    }
    instructions(framed);
    if (counted) {
      constant(depth.weight(function));
      call(metering.leave());
    }
    if (framed) {
      int last = results.size() - 1;
      guard(
          results.size(), i -> results.get(last - i), i -> facts.arithmeticResults().get(last - i));
      code.bytes(Instruction.END);
    }
    byte[] locals = locals();
    return new ByteWriter()
        .copy(locals, 0, locals.length)
        .copy(code.toBytes(), 0, code.size())
        .toBytes();
  }

  private void instructions(boolean framed) throws ModuleRejected {
    Deque<ChargePlan.Slot> slots =
        metering.isMetered()
            ? ChargePlan.of(module, body, limits, metering.isCheap(body.index()))
            : new ArrayDeque<>();
    TypedCode in = new TypedCode(module, body, limits, facts.origins());
    int before = 0;
    while (in.next()) {
      Instruction instruction = in.current();
      pay(slots, instruction.start());
      if (metering.isMetered() && in.isReachable()) {
        payForBulk(instruction);
        canonicalOperands(in);
      }
      if (before == Instruction.END
          && instruction.opcode() == Instruction.END
          && in.nesting() == 1
          && !framed) {
        // The engine takes the end of a function for the end of a block right before it, and then
        // compiles branches to it wrongly.
        code.bytes(Instruction.NOP);
      }
      before = instruction.opcode();
      if (framed && instruction.opcode() == Instruction.RETURN) {
        code.bytes(Instruction.BR).unsigned(in.nesting() - 1);
      } else if (instruction.opensBlock() && Instrumenter.isMisread(instruction.immediate())) {
        FunctionType type = module.types().get((int) instruction.immediate());
        code.bytes(instruction.opcode()).signed(metering.blockType(type));
      } else {
        code.copy(module.bytes(), instruction.start(), instruction.end());
      }
      java.add(in);
      in.apply();
    }
  }

  private void canonicalOperands(TypedCode in) {
    switch (in.current().opcode()) {
      case Instruction.F32_STORE,
          Instruction.F64_STORE,
          Instruction.I32_REINTERPRET_F32,
          Instruction.I64_REINTERPRET_F64,
          Instruction.F32_NEG,
          Instruction.F64_NEG,
          Instruction.GLOBAL_SET ->
          guard(1, in::type, in::isArithmetic);
      case Instruction.F32_COPYSIGN, Instruction.F64_COPYSIGN ->
          guard(2, in::type, in::isArithmetic);
      case Instruction.CALL ->
          guard(
              module.functionType((int) in.current().immediate()).parameters().size(),
              in::type,
              in::isArithmetic);
      case Instruction.CALL_INDIRECT ->
          guard(
              1 + module.types().get((int) in.current().immediate()).parameters().size(),
              in::type,
              in::isArithmetic);
      default -> guard(in.merged(), in::type, in::isMerged);
    }
  }

  /** Makes NaNs canonical among the values on top of the stack, wherever they may be arithmetic. */
  private void guard(int count, IntFunction<ValueType> type, IntPredicate arithmetic) {
    int deepest = count - 1;
    while (deepest >= 0 && !arithmetic.test(deepest)) {
      deepest--;
    }
    for (int i = 0; i < deepest; i++) {
      java.spill();
      code.localSet(spill(type.apply(i), i));
    }
    for (int i = deepest; i >= 0; i--) {
      if (i < deepest) {
        java.spill();
        code.localGet(spill(type.apply(i), i));
      }
      if (arithmetic.test(i)) {
        call(metering.canonical(type.apply(i)));
      }
    }
  }

  private int spill(ValueType type, int fromTop) {
    return spills.computeIfAbsent(
        new Spill(type, fromTop), spill -> body.locals().size() + spills.size());
  }

  private byte[] locals() {
    List<ValueType> own =
        body.locals().subList(body.type().parameters().size(), body.locals().size());
    ByteWriter groups = new ByteWriter();
    int count = 0;
    for (int i = 0; i < own.size(); count++) {
      int j = i;
      while (j < own.size() && own.get(j) == own.get(i)) {
        j++;
      }
      groups.unsigned(j - i).bytes(Instrumenter.code(own.get(i)));
      i = j;
    }
    for (Spill spill : spills.keySet()) {
      groups.bytes(1, Instrumenter.code(spill.type()));
    }
    return new ByteWriter()
        .unsigned(count + spills.size())
        .copy(groups.toBytes(), 0, groups.size())
        .toBytes();
  }

  private void pay(Deque<ChargePlan.Slot> slots, int offset) {
    while (!slots.isEmpty() && slots.peek().offset == offset) {
      ChargePlan.Slot slot = slots.pop();
      constant(slot.cost);
      call(slot.checked ? metering.check() : metering.charge());
    }
  }

  private void constant(int value) {
    java.constant(value);
    code.i32(value);
  }

  private void call(int function) {
    java.call();
    code.call(function);
  }

  /** Charges an instruction whose cost depends on its last operand. */
  private void payForBulk(Instruction instruction) {
    switch (instruction.opcode()) {
      case Instruction.MEMORY_COPY, Instruction.MEMORY_FILL, Instruction.MEMORY_INIT ->
          keep().i32(CostTable.BYTES_SHIFT).bytes(I32_SHR_U).call(metering.check());
      case Instruction.TABLE_COPY, Instruction.TABLE_INIT, Instruction.TABLE_FILL ->
          keep().call(metering.check());
      case Instruction.TABLE_GROW -> {
        // The table is copied: growing by one again and again is quadratic.
        keep().call(metering.check());
        code.bytes(Instruction.TABLE_SIZE >> 8, Instruction.TABLE_SIZE & 0xFF);
        code.unsigned(instruction.immediate()).call(metering.check());
      }
      case Instruction.MEMORY_GROW -> {
        // So is the memory, unless nothing is added.
        int pages = spill(ValueType.I32, 0);
        keep().i32(CostTable.PAGES_MAX).localGet(pages).i32(CostTable.PAGES_MAX);
        code.bytes(I32_LT_U, Instruction.SELECT).bytes(Instruction.MEMORY_SIZE, 0).bytes(I32_ADD);
        code.i32(0).localGet(pages).bytes(Instruction.SELECT);
        code.i32(CostTable.PAGE_SHIFT).bytes(I32_SHL).call(metering.check());
      }
      default -> {}
    }
  }

  /** Copies the top of the stack through a local. */
  private ByteWriter keep() {
    int local = spill(ValueType.I32, 0);
    return code.localTee(local).localGet(local);
  }
}
