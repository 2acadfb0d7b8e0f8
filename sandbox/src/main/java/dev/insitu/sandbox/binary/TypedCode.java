package dev.insitu.sandbox.binary;

import dev.insitu.sandbox.module.FunctionType;
import dev.insitu.sandbox.module.ModuleLimits;
import dev.insitu.sandbox.module.ModuleRejected;
import dev.insitu.sandbox.module.ValueType;
import java.util.ArrayList;
import java.util.BitSet;
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
  /** An open construct. */
  private static final class Frame {
    final int opcode;
    final FunctionType type;
    final int height;
    final boolean dead;
    final boolean[] startArithmetic;
    final boolean[] endArithmetic;
    boolean unreachable;
    boolean elseSeen;

    Frame(int opcode, FunctionType type, int height, boolean dead) {
      this.opcode = opcode;
      this.type = type;
      this.height = height;
      this.dead = dead;
      this.startArithmetic = new boolean[type.parameters().size()];
      this.endArithmetic = new boolean[type.results().size()];
    }

    List<ValueType> labelTypes() {
      return opcode == Instruction.LOOP ? type.parameters() : type.results();
    }
  }

  private final ModuleBinary module;
  private final FunctionBody body;
  private final InstructionReader in;
  private final BitSet arithmeticLocals;
  private final OperandStack stack = new OperandStack();
  private final List<Frame> frames = new ArrayList<>();
  private boolean[] results = {};
  private boolean changed;

  /**
   * Starts before the first instruction.
   *
   * @param arithmeticLocals locals that may hold a NaN that arithmetic made; more are added
   */
  public TypedCode(
      ModuleBinary module, FunctionBody body, ModuleLimits limits, BitSet arithmeticLocals) {
    this.module = module;
    this.body = body;
    this.in = new InstructionReader(module, body, limits);
    this.arithmeticLocals = arithmeticLocals;
    FunctionType type = new FunctionType(List.of(), body.type().results());
    frames.add(new Frame(Instruction.BLOCK, type, 0, false));
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
    Frame frame = frames.get(frames.size() - 1);
    return !frame.dead && !frame.unreachable;
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

  /** Returns whether the walk has added to the arithmetic locals. */
  public boolean hasChangedLocals() {
    return changed;
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
      }
      case Instruction.BR_TABLE -> {
        pop(ValueType.I32);
        for (int i = 0; i < instruction.targets(); i++) {
          join(instruction.target(i));
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
        ValueType second = pop();
        arithmetic |= topIsArithmetic();
        ValueType first = pop();
        if (first != second && first != null && second != null) {
          throw in.invalid("select between " + first + " and " + second);
        }
        ValueType type = first == null ? second : first;
        if (opcode == Instruction.SELECT && type == ValueType.FUNCREF) {
          throw in.invalid("select between references without their type");
        }
        if (opcode == Instruction.SELECT_TYPED) {
          ValueType named = Objects.requireNonNull(ModuleParser.numberedType(index));
          require(type, named);
          type = named;
        }
        stack.push(type, arithmetic);
      }
      case Instruction.LOCAL_GET ->
          stack.push(body.locals().get(index), arithmeticLocals.get(index));
      case Instruction.LOCAL_SET -> setLocal(index);
      case Instruction.LOCAL_TEE -> {
        boolean arithmetic = topIsArithmetic();
        setLocal(index);
        stack.push(body.locals().get(index), arithmetic);
      }
      case Instruction.GLOBAL_GET -> stack.push(module.globals().get(index), false);
      case Instruction.GLOBAL_SET -> pop(module.globals().get(index));
      default -> throw new AssertionError("opcode without a rule: " + opcode);
    }
  }

  private void setLocal(int index) throws ModuleRejected {
    if (topIsArithmetic() && isReachable() && !arithmeticLocals.get(index)) {
      arithmeticLocals.set(index);
      changed = true;
    }
    pop(body.locals().get(index));
  }

  private void plain(int opcode, String signature) throws ModuleRejected {
    int colon = signature.indexOf(':');
    boolean arithmetic = Instruction.makesNan(opcode);
    for (int i = colon - 1; i >= 0; i--) {
      // The canonical NaN is positive, so an absolute value may become canonical later.
      arithmetic |=
          (opcode == Instruction.F32_ABS || opcode == Instruction.F64_ABS) && topIsArithmetic();
      pop(Signatures.type(signature.charAt(i)));
    }
    if (colon + 1 < signature.length()) {
      stack.push(Signatures.type(signature.charAt(colon + 1)), arithmetic);
    }
  }

  private void call(FunctionType type) throws ModuleRejected {
    pop(type.parameters());
    type.results().forEach(result -> stack.push(result, false));
  }

  private FunctionType blockType() {
    long immediate = in.current().immediate();
    if (immediate >= 0) {
      return module.types().get((int) immediate);
    }
    ValueType result = ModuleParser.numberedType((int) immediate & 0x7F);
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
    for (int i = count - 1; i >= 0; i--) {
      // What a branch back brings is not known yet.
      arithmetic[i] = opcode == Instruction.LOOP || topIsArithmetic();
      pop(type.parameters().get(i));
    }
    Frame frame = new Frame(opcode, type, stack.size(), dead);
    System.arraycopy(arithmetic, 0, frame.startArithmetic, 0, count);
    frames.add(frame);
    pushAll(type.parameters(), frame.startArithmetic);
  }

  private void otherwise() throws ModuleRejected {
    Frame frame = frames.get(frames.size() - 1);
    if (frame.opcode != Instruction.IF || frame.elseSeen) {
      throw in.invalid("else without an if");
    }
    finishArm(frame);
    frame.elseSeen = true;
    frame.unreachable = false;
    pushAll(frame.type.parameters(), frame.startArithmetic);
  }

  private void close() throws ModuleRejected {
    Frame frame = frames.get(frames.size() - 1);
    if (frame.opcode == Instruction.IF && !frame.elseSeen) {
      if (!frame.type.parameters().equals(frame.type.results())) {
        throw in.invalid("if without else gives what it does not take");
      }
      for (int i = 0; i < frame.startArithmetic.length; i++) {
        frame.endArithmetic[i] |= frame.startArithmetic[i];
      }
    }
    finishArm(frame);
    frames.remove(frames.size() - 1);
    if (frames.isEmpty()) {
      results = frame.endArithmetic;
    } else {
      pushAll(frame.type.results(), frame.endArithmetic);
    }
  }

  private void finishArm(Frame frame) throws ModuleRejected {
    List<ValueType> types = frame.type.results();
    for (int i = types.size() - 1; i >= 0; i--) {
      frame.endArithmetic[i] |= topIsArithmetic();
      pop(types.get(i));
    }
    if (stack.size() != frame.height) {
      throw in.invalid((stack.size() - frame.height) + " operands are left at the end of a block");
    }
  }

  private void pushAll(List<ValueType> types, boolean[] arithmetic) {
    for (int i = 0; i < types.size(); i++) {
      stack.push(types.get(i), arithmetic[i]);
    }
  }

  /** Checks the operands of a branch and leaves them there. */
  private void join(int label) throws ModuleRejected {
    Frame target = frames.get(frames.size() - 1 - label);
    Frame present = frames.get(frames.size() - 1);
    List<ValueType> types = target.labelTypes();
    int last = types.size() - 1;
    for (int i = last; i >= 0; i--) {
      int fromTop = last - i;
      if (stack.size() - fromTop <= present.height) {
        if (present.unreachable) {
          return;
        }
        throw in.invalid("operand is missing");
      }
      require(stack.type(fromTop), types.get(i));
      if (target.opcode != Instruction.LOOP) {
        target.endArithmetic[i] |= stack.isArithmetic(fromTop);
      }
    }
  }

  private void leave() {
    Frame frame = frames.get(frames.size() - 1);
    stack.cut(frame.height);
    frame.unreachable = true;
  }

  private void pop(List<ValueType> types) throws ModuleRejected {
    for (int i = types.size() - 1; i >= 0; i--) {
      pop(types.get(i));
    }
  }

  private void pop(ValueType expected) throws ModuleRejected {
    require(pop(), expected);
  }

  private void require(@Nullable ValueType found, ValueType expected) throws ModuleRejected {
    if (found != null && found != expected) {
      throw in.invalid("operand is " + found + ", must be " + expected);
    }
  }

  private @Nullable ValueType pop() throws ModuleRejected {
    Frame frame = frames.get(frames.size() - 1);
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
    Frame frame = frames.get(frames.size() - 1);
    return stack.size() > frame.height && stack.isArithmetic(0);
  }
}
