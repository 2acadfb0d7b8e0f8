package dev.insitu.sandbox.binary;

import dev.insitu.sandbox.module.FunctionType;
import dev.insitu.sandbox.module.ModuleLimits;
import dev.insitu.sandbox.module.ModuleRejected;
import dev.insitu.sandbox.module.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/*
 * The validation algorithm of the specification's appendix, with one more fact about each value.
 * HotSpot gives the NaN that an operation makes a sign and a payload that depend on what it has
 * compiled so far. Loads, constants, parameters and results of calls have bits of their own, and
 * keep them.
 */
/**
 * Walks a function body and knows at each instruction which operands it finds: their types, and
 * which may be NaNs that arithmetic made. Linear in the size of the body.
 */
public final class TypedCode {
  private final ModuleBinary module;
  private final FunctionBody body;
  private final InstructionReader in;
  private final NanOrigins origins;
  private final OperandStack stack = new OperandStack();
  private final List<OpenBlock> frames = new ArrayList<>();
  private boolean[] results = {};
  private int opened;

  /**
   * Starts before the first instruction.
   *
   * @param origins what is known of the function's NaNs; more is added
   */
  public TypedCode(
      ModuleBinary module, FunctionBody body, ModuleLimits limits, NanOrigins origins) {
    this.module = module;
    this.body = body;
    this.in = new InstructionReader(module, body, limits);
    this.origins = origins;
    FunctionType type = new FunctionType(List.of(), body.type().results());
    frames.add(new OpenBlock(Instruction.BLOCK, type, 0, false, opened++));
  }

  /** Reads the next instruction; its operands are on the stack until {@link #apply()}. */
  public boolean next() throws ModuleRejected {
    return in.next();
  }

  /** Returns the instruction that {@link #next()} read last. */
  public Instruction current() {
    return in.current();
  }

  /** Returns how many constructs are open before the present instruction, the function included. */
  public int nesting() {
    return frames.size();
  }

  /** Returns whether the present instruction can be reached. */
  public boolean isReachable() {
    OpenBlock frame = frames.get(frames.size() - 1);
    return !frame.dead && !frame.unreachable;
  }

  /** Returns the slots that operands use now; a value of 64 bits uses two. */
  public int operandSlots() {
    return stack.slots();
  }

  /** Returns how many operands a branch of reachable code would take off the stack for good. */
  public int dropped(int label) {
    OpenBlock target = frames.get(frames.size() - 1 - label);
    return stack.size() - target.height - target.labelTypes().size();
  }

  /** Returns how many operands a branch takes with it. */
  public int kept(int label) {
    return frames.get(frames.size() - 1 - label).labelTypes().size();
  }

  /** Returns the most slots that operands used at once; a value of 64 bits uses two. */
  public int highest() {
    return stack.highest();
  }

  /** Returns the type of an operand of reachable code, counted from the top. */
  public ValueType type(int fromTop) {
    ValueType type = stack.type(fromTop);
    if (type == null) {
      throw new IllegalStateException("operand of unreachable code");
    }
    return type;
  }

  /** Returns whether an operand may be a NaN that arithmetic made, counted from the top. */
  public boolean isArithmetic(int fromTop) {
    return stack.isArithmetic(fromTop);
  }

  /** Returns whether a result of the function may be one; after the last instruction. */
  public boolean isResultArithmetic(int index) {
    return results[index];
  }

  /**
   * Returns how many operands from the top are to be looked at before the present instruction,
   * because it brings them where NaNs of both kinds arrive; reachable code only.
   */
  public int merged() {
    return switch (in.current().opcode()) {
      case Instruction.SELECT, Instruction.SELECT_TYPED -> 3;
      case Instruction.LOCAL_SET, Instruction.LOCAL_TEE ->
          origins.isMixed((int) in.current().immediate()) ? 1 : 0;
      case Instruction.BR -> merged((int) in.current().immediate());
      case Instruction.BR_IF -> 1 + merged((int) in.current().immediate());
      case Instruction.BR_TABLE -> {
        int most = 0;
        for (int i = 0; i < in.current().targets(); i++) {
          most = Math.max(most, merged(in.current().target(i)));
        }
        yield 1 + most;
      }
      case Instruction.RETURN -> merged(frames.size() - 1);
      case Instruction.ELSE, Instruction.END -> {
        OpenBlock frame = frames.get(frames.size() - 1);
        yield origins.merges(frame.ordinal) ? frame.type.results().size() : 0;
      }
      // What a branch back brings is not known yet.
      case Instruction.LOOP -> blockType().parameters().size();
      case Instruction.IF -> origins.merges(opened) ? 1 + blockType().parameters().size() : 0;
      default -> 0;
    };
  }

  private int merged(int label) {
    OpenBlock frame = frames.get(frames.size() - 1 - label);
    boolean merges = frame.opcode == Instruction.LOOP || origins.merges(frame.ordinal);
    return merges ? frame.labelTypes().size() : 0;
  }

  /** Returns whether an operand, one of {@link #merged()}, must become canonical before it. */
  public boolean isMerged(int fromTop) {
    int opcode = in.current().opcode();
    if (opcode != Instruction.SELECT && opcode != Instruction.SELECT_TYPED) {
      return stack.isArithmetic(fromTop);
    }
    int other = 3 - fromTop;
    return other < stack.size() && stack.isArithmetic(fromTop) && stack.isCopied(other);
  }

  private void makeMergedCopied() {
    int there = stack.size() - frames.get(frames.size() - 1).height;
    int count = isReachable() ? Math.min(merged(), there) : 0;
    for (int i = 0; i < count; i++) {
      if (isMerged(i)) {
        stack.makeCopied(i);
      }
    }
  }

  /** Takes the present instruction's operands off the stack and puts its results there. */
  public void apply() throws ModuleRejected {
    Instruction instruction = in.current();
    int opcode = instruction.opcode();
    String signature = Signatures.of(opcode);
    if (signature != null) {
      plain(opcode, signature);
      return;
    }
    makeMergedCopied();
    switch (opcode) {
      case Instruction.BLOCK, Instruction.LOOP, Instruction.IF -> open(opcode);
      case Instruction.ELSE -> otherwise();
      case Instruction.END -> close();
      case Instruction.UNREACHABLE -> leave();
      case Instruction.BR -> {
        join((int) instruction.immediate());
        leave();
      }
      case Instruction.BR_IF -> {
        pop(ValueType.I32);
        join((int) instruction.immediate());
        if (!isReachable()) {
          // What is not known about the operands is known now.
          List<ValueType> types =
              frames.get(frames.size() - 1 - (int) instruction.immediate()).labelTypes();
          pop(types);
          types.forEach(type -> stack.push(type, false, false));
        }
      }
      case Instruction.BR_TABLE -> {
        pop(ValueType.I32);
        int taken = kept(instruction.target(instruction.targets() - 1));
        for (int i = 0; i < instruction.targets(); i++) {
          int label = instruction.target(i);
          if (kept(label) != taken) {
            throw in.invalid(
                "label " + label + " takes " + kept(label) + " operands, the default " + taken);
          }
          join(label);
        }
        leave();
      }
      case Instruction.RETURN -> {
        join(frames.size() - 1);
        leave();
      }
      case Instruction.CALL -> call(module.functionType((int) instruction.immediate()));
      case Instruction.CALL_INDIRECT -> {
        pop(ValueType.I32);
        call(module.types().get((int) instruction.immediate()));
      }
      default -> variable(opcode, (int) instruction.immediate());
    }
  }

  private void variable(int opcode, int index) throws ModuleRejected {
    switch (opcode) {
      case Instruction.DROP -> pop();
      case Instruction.SELECT, Instruction.SELECT_TYPED -> {
        pop(ValueType.I32);
        boolean arithmetic = topIsArithmetic();
        boolean copied = topIsCopied();
        ValueType second = pop();
        arithmetic |= topIsArithmetic();
        copied |= topIsCopied();
        ValueType first = pop();
        if (first != second && first != null && second != null) {
          throw in.invalid("select between " + first + " and " + second);
        }
        ValueType type = first == null ? second : first;
        if (opcode == Instruction.SELECT && type == ValueType.FUNCREF) {
          throw in.invalid("select between references without their type");
        }
        if (opcode == Instruction.SELECT_TYPED) {
          ValueType named = Objects.requireNonNull(ValueTypes.numbered(index));
          require(type, named);
          type = named;
        }
        stack.push(type, arithmetic, copied);
      }
      case Instruction.LOCAL_GET ->
          stack.push(
              body.locals().get(index), origins.isArithmetic(index), origins.isCopied(index));
      case Instruction.LOCAL_SET -> setLocal(index);
      case Instruction.LOCAL_TEE -> {
        boolean arithmetic = topIsArithmetic();
        boolean copied = topIsCopied();
        setLocal(index);
        stack.push(body.locals().get(index), arithmetic, copied);
      }
      case Instruction.GLOBAL_GET -> stack.push(module.globals().get(index), false, true);
      case Instruction.GLOBAL_SET -> pop(module.globals().get(index));
      default -> throw new AssertionError("opcode without a rule: " + opcode);
    }
  }

  private void setLocal(int index) throws ModuleRejected {
    if (isReachable()) {
      origins.addLocal(index, topIsArithmetic(), topIsCopied());
    }
    pop(body.locals().get(index));
  }

  private void plain(int opcode, String signature) throws ModuleRejected {
    int colon = signature.indexOf(':');
    boolean arithmetic = Instruction.makesNan(opcode);
    boolean copied = copiesNan(opcode);
    for (int i = colon - 1; i >= 0; i--) {
      switch (opcode) {
        case Instruction.F32_ABS, Instruction.F64_ABS -> {
          // The canonical NaN is positive, so an absolute value may become canonical later.
          arithmetic |= topIsArithmetic();
          copied |= topIsCopied();
        }
        case Instruction.F32_NEG,
            Instruction.F64_NEG,
            Instruction.F32_COPYSIGN,
            Instruction.F64_COPYSIGN ->
            // Their operands are canonical before.
            copied |= topIsArithmetic() || topIsCopied();
        default -> {}
      }
      pop(Signatures.type(signature.charAt(i)));
    }
    if (colon + 1 < signature.length()) {
      stack.push(Signatures.type(signature.charAt(colon + 1)), arithmetic, copied);
    }
  }

  /** Returns whether an operation without float operands may give a NaN, whose bits then count. */
  private boolean copiesNan(int opcode) {
    return switch (opcode) {
      case Instruction.F32_LOAD, Instruction.F64_LOAD -> true;
      case Instruction.F32_REINTERPRET_I32, Instruction.F64_REINTERPRET_I64 -> true;
      case Instruction.F32_CONST -> isNan(4, 0x7F80_0000L);
      case Instruction.F64_CONST -> isNan(8, 0x7FF0_0000_0000_0000L);
      default -> false;
    };
  }

  /** Returns whether a constant of so many bytes, little endian, is a NaN. */
  private boolean isNan(int length, long infinity) {
    long bits = 0;
    for (int i = 0; i < length; i++) {
      bits |= (module.bytes()[in.current().end() - length + i] & 0xFFL) << (8 * i);
    }
    return (bits & ~(1L << (8 * length - 1))) > infinity;
  }

  private void call(FunctionType type) throws ModuleRejected {
    pop(type.parameters());
    type.results().forEach(result -> stack.push(result, false, true));
  }

  private FunctionType blockType() {
    long immediate = in.current().immediate();
    if (immediate >= 0) {
      return module.types().get((int) immediate);
    }
    ValueType result = ValueTypes.numbered((int) immediate & 0x7F);
    return new FunctionType(List.of(), result == null ? List.of() : List.of(result));
  }

  private void open(int opcode) throws ModuleRejected {
    if (opcode == Instruction.IF) {
      pop(ValueType.I32);
    }
    FunctionType type = blockType();
    boolean dead = !isReachable();
    int count = type.parameters().size();
    boolean[] arithmetic = new boolean[count];
    boolean[] copied = new boolean[count];
    for (int i = count - 1; i >= 0; i--) {
      arithmetic[i] = topIsArithmetic();
      copied[i] = opcode == Instruction.LOOP || topIsCopied();
      pop(type.parameters().get(i));
    }
    OpenBlock frame = new OpenBlock(opcode, type, stack.size(), dead, opened++);
    System.arraycopy(arithmetic, 0, frame.startArithmetic, 0, count);
    System.arraycopy(copied, 0, frame.startCopied, 0, count);
    frames.add(frame);
    pushAll(type.parameters(), frame.startArithmetic, frame.startCopied);
  }

  private void otherwise() throws ModuleRejected {
    OpenBlock frame = frames.get(frames.size() - 1);
    if (frame.opcode != Instruction.IF || frame.elseSeen) {
      throw in.invalid("else without an if");
    }
    finishArm(frame);
    frame.elseSeen = true;
    frame.unreachable = false;
    pushAll(frame.type.parameters(), frame.startArithmetic, frame.startCopied);
  }

  private void close() throws ModuleRejected {
    OpenBlock frame = frames.get(frames.size() - 1);
    if (frame.opcode == Instruction.IF && !frame.elseSeen) {
      if (!frame.type.parameters().equals(frame.type.results())) {
        throw in.invalid("if without else gives what it does not take");
      }
      for (int i = 0; i < frame.startArithmetic.length; i++) {
        arrive(frame, i, frame.startArithmetic[i], frame.startCopied[i]);
      }
    }
    finishArm(frame);
    frames.remove(frames.size() - 1);
    if (frames.isEmpty()) {
      results = frame.endArithmetic;
    } else {
      pushAll(frame.type.results(), frame.endArithmetic, frame.endCopied);
    }
  }

  /** Notes what arrives as a result of a construct. */
  private void arrive(OpenBlock frame, int result, boolean arithmetic, boolean copied) {
    frame.endArithmetic[result] |= arithmetic;
    frame.endCopied[result] |= copied;
    if (frame.endArithmetic[result] && frame.endCopied[result]) {
      frame.endArithmetic[result] = false;
      origins.addMerge(frame.ordinal);
    }
  }

  private void finishArm(OpenBlock frame) throws ModuleRejected {
    List<ValueType> types = frame.type.results();
    boolean reachable = isReachable();
    for (int i = types.size() - 1; i >= 0; i--) {
      if (reachable) {
        arrive(frame, i, topIsArithmetic(), topIsCopied());
      }
      pop(types.get(i));
    }
    if (stack.size() != frame.height) {
      throw in.invalid(
          (stack.size() - frame.height) + " operands are left at the end of a block, must be 0");
    }
  }

  private void pushAll(List<ValueType> types, boolean[] arithmetic, boolean[] copied) {
    for (int i = 0; i < types.size(); i++) {
      stack.push(types.get(i), arithmetic[i], copied[i]);
    }
  }

  /** Checks the operands of a branch and leaves them there. */
  private void join(int label) throws ModuleRejected {
    OpenBlock target = frames.get(frames.size() - 1 - label);
    OpenBlock present = frames.get(frames.size() - 1);
    List<ValueType> types = target.labelTypes();
    int last = types.size() - 1;
    for (int i = last; i >= 0; i--) {
      int fromTop = last - i;
      if (stack.size() - fromTop <= present.height) {
        if (present.unreachable) {
          return;
        }
        throw missing(types.get(i));
      }
      require(stack.type(fromTop), types.get(i));
      if (target.opcode != Instruction.LOOP && isReachable()) {
        arrive(target, i, stack.isArithmetic(fromTop), stack.isCopied(fromTop));
      }
    }
  }

  private void leave() {
    OpenBlock frame = frames.get(frames.size() - 1);
    stack.cut(frame.height);
    frame.unreachable = true;
  }

  private void pop(List<ValueType> types) throws ModuleRejected {
    for (int i = types.size() - 1; i >= 0; i--) {
      pop(types.get(i));
    }
  }

  private void pop(ValueType expected) throws ModuleRejected {
    OpenBlock frame = frames.get(frames.size() - 1);
    if (stack.size() == frame.height && !frame.unreachable) {
      throw missing(expected);
    }
    require(pop(), expected);
  }

  private ModuleRejected missing(ValueType expected) {
    return in.invalid("operand is missing, must be " + expected);
  }

  private void require(@Nullable ValueType found, ValueType expected) throws ModuleRejected {
    if (found != null && found != expected) {
      throw in.invalid("operand is " + found + ", must be " + expected);
    }
  }

  private @Nullable ValueType pop() throws ModuleRejected {
    OpenBlock frame = frames.get(frames.size() - 1);
    if (stack.size() == frame.height) {
      if (frame.unreachable) {
        return null;
      }
      throw in.invalid("operand is missing");
    }
    ValueType type = stack.type(0);
    stack.cut(stack.size() - 1);
    return type;
  }

  private boolean topIsArithmetic() {
    OpenBlock frame = frames.get(frames.size() - 1);
    return stack.size() > frame.height && stack.isArithmetic(0);
  }

  private boolean topIsCopied() {
    OpenBlock frame = frames.get(frames.size() - 1);
    return stack.size() > frame.height && stack.isCopied(0);
  }
}
