package dev.insitu.sandbox.binary;

import dev.insitu.sandbox.module.ModuleLimits;
import dev.insitu.sandbox.module.ModuleRejected;

/**
 * Walks the instructions of one function body, front to back, without recursion. It checks that
 * every instruction is one that the sandbox accepts and that every index exists; types are left to
 * the engine's validator.
 */
public final class InstructionReader {
  /** In the alignment of an access: a memory's number follows. */
  private static final long SECOND_MEMORY = 0x40;

  /** Instructions between two looks whether somebody still wants to know. */
  private static final int CHECK = 1_024;

  private final ByteReader in;
  private final ModuleBinary module;
  private final FunctionBody body;
  private final ModuleLimits limits;
  private final Instruction current = new Instruction();
  private int nesting = 1;
  private int untilCheck = CHECK;

  /** Starts before the first instruction. */
  public InstructionReader(ModuleBinary module, FunctionBody body, ModuleLimits limits) {
    Unwanted.check();
    this.module = module;
    this.body = body;
    this.limits = limits;
    this.in =
        new ByteReader(module.bytes(), body.codeStart(), body.end(), module.place(body.index()));
  }

  /** Returns the instruction that {@link #next()} read last. */
  public Instruction current() {
    return current;
  }

  /** Returns how many constructs are open behind the present instruction, the function included. */
  public int nesting() {
    return nesting;
  }

  /**
   * Reads the next instruction.
   *
   * @return false at the end of the body
   * @throws ModuleRejected when it is malformed, refused or over a cap
   */
  public boolean next() throws ModuleRejected {
    if (!in.hasMore()) {
      if (nesting != 0) {
        throw in.malformed(nesting + " constructs are not closed");
      }
      return false;
    }
    if (nesting == 0) {
      throw in.malformed("code after the end of the function");
    }
    if (--untilCheck == 0) {
      untilCheck = CHECK;
      Unwanted.check();
    }
    current.start = in.position();
    current.opcode = in.u8();
    current.immediate = 0;
    current.targetCount = 0;
    if (current.opcode == 0xFC) {
      bulk();
    } else if (current.opcode <= 0x24 || current.opcode >= 0xC5) {
      controlOrVariable();
    } else {
      numericOrMemory();
    }
    current.end = in.position();
    return true;
  }

  private void controlOrVariable() throws ModuleRejected {
    switch (current.opcode) {
      case 0x00, 0x01, 0x0F, 0x1A, 0x1B -> {}
      case Instruction.BLOCK, Instruction.LOOP, Instruction.IF -> open();
      case Instruction.ELSE -> {}
      case Instruction.END -> nesting--;
      case Instruction.BR, Instruction.BR_IF -> current.immediate = in.index("label", nesting);
      case Instruction.BR_TABLE -> branchTable();
      case Instruction.CALL ->
          current.immediate = in.index("function", module.functionTypes().size());
      case Instruction.CALL_INDIRECT -> {
        current.immediate = in.index("type", module.types().size());
        in.index("table", module.tableCount());
      }
      case 0x1C -> {
        int at = in.position();
        long types = in.u32();
        if (types != 1) {
          throw in.malformedAt(at, "select with " + types + " types, must be 1");
        }
        at = in.position();
        current.immediate = in.u8();
        ValueTypes.check(in, at, (int) current.immediate);
      }
      case 0x20, 0x21, 0x22 -> current.immediate = in.index("local", body.locals().size());
      case Instruction.GLOBAL_GET ->
          current.immediate = in.index("global", module.globals().size());
      case Instruction.GLOBAL_SET -> {
        current.immediate = in.index("global", module.globals().size());
        if (!module.mutableGlobals().get((int) current.immediate)) {
          throw in.malformedAt(current.start, "global " + current.immediate + " is immutable");
        }
      }
      case Instruction.REF_NULL -> ValueTypes.readReference(in);
      case 0xD1 -> {}
      case Instruction.REF_FUNC -> {
        current.immediate = in.index("function", module.functionTypes().size());
        int function = (int) current.immediate;
        if (!module.referencedFunctions().get(function)
            && !module.exportedFunctions().get(function)) {
          throw in.malformedAt(
              current.start,
              "function "
                  + function
                  + " is not declared: no export, element segment or global names it");
        }
      }
      default -> throw refused();
    }
  }

  private void numericOrMemory() throws ModuleRejected {
    int op = current.opcode;
    if (op == 0x25 || op == 0x26) {
      current.immediate = in.index("table", module.tableCount());
    } else if (op == 0x27) {
      throw refused();
    } else if (op <= 0x3E) {
      requireMemory();
      int at = in.position();
      long alignment = in.u32();
      if ((alignment & SECOND_MEMORY) != 0) {
        throw in.feature(at, "multiple memories are refused; build with one memory");
      }
      if (alignment > Instruction.alignment(op)) {
        throw in.malformedAt(
            at, "alignment 2^" + alignment + ", allowed 2^" + Instruction.alignment(op));
      }
      current.immediate = in.u32();
    } else if (op <= 0x40) {
      requireMemory();
      if (in.u8() != 0) {
        throw in.feature(current.start, "multiple memories are refused; build with one memory");
      }
    } else if (op == 0x41) {
      current.immediate = in.signed(32);
    } else if (op == 0x42) {
      current.immediate = in.signed(64);
    } else if (op == 0x43) {
      in.skip(4, "constant");
    } else if (op == 0x44) {
      in.skip(8, "constant");
    }
  }

  private void bulk() throws ModuleRejected {
    long code = in.u32();
    current.opcode = 0xFC00 | (int) Math.min(code, 0xFF);
    switch (current.opcode) {
      case 0xFC00, 0xFC01, 0xFC02, 0xFC03, 0xFC04, 0xFC05, 0xFC06, 0xFC07 -> {}
      case Instruction.MEMORY_INIT -> {
        current.immediate = dataSegment();
        zeroMemory();
      }
      case Instruction.DATA_DROP -> current.immediate = dataSegment();
      case Instruction.MEMORY_COPY -> {
        zeroMemory();
        zeroMemory();
      }
      case Instruction.MEMORY_FILL -> zeroMemory();
      case Instruction.TABLE_INIT -> {
        current.immediate = in.index("element segment", module.elementSegments());
        in.index("table", module.tableCount());
      }
      case Instruction.ELEM_DROP ->
          current.immediate = in.index("element segment", module.elementSegments());
      case Instruction.TABLE_COPY -> {
        current.immediate = in.index("table", module.tableCount());
        in.index("table", module.tableCount());
      }
      case Instruction.TABLE_GROW, Instruction.TABLE_SIZE, Instruction.TABLE_FILL ->
          current.immediate = in.index("table", module.tableCount());
      default -> throw refused();
    }
  }

  private void open() throws ModuleRejected {
    int at = in.position();
    current.immediate = in.signed(33);
    if (current.immediate < 0 && current.immediate != Instruction.NO_RESULT) {
      ValueTypes.check(in, at, (int) current.immediate & 0x7F);
    }
    if (current.immediate >= module.types().size()) {
      throw in.malformedAt(
          at, "type " + current.immediate + " does not exist, there are " + module.types().size());
    }
    if (++nesting > limits.nesting()) {
      throw new ModuleRejected(
          ModuleRejected.Reason.LIMIT,
          in.where(at) + nesting + " nested blocks, allowed " + limits.nesting());
    }
  }

  private void branchTable() throws ModuleRejected {
    int count = in.count("branch targets", limits.branchTargets());
    if (count >= current.targets.length) {
      current.targets = new int[count + 1];
    }
    for (int i = 0; i <= count; i++) {
      current.targets[i] = in.index("label", nesting);
    }
    current.targetCount = count + 1;
  }

  /** Returns a refusal that names the present instruction. */
  ModuleRejected invalid(String why) {
    return in.malformedAt(current.start, why);
  }

  private int dataSegment() throws ModuleRejected {
    if (!module.countsData()) {
      throw in.malformedAt(current.start, "the data count section is missing");
    }
    return in.index("data segment", module.dataSegments());
  }

  private void requireMemory() throws ModuleRejected {
    if (module.memoryPages() < 0) {
      throw in.malformedAt(current.start, "memory instruction in a module without memory");
    }
  }

  private void zeroMemory() throws ModuleRejected {
    requireMemory();
    if (in.u8() != 0) {
      throw in.feature(current.start, "multiple memories are refused; build with one memory");
    }
  }

  private ModuleRejected refused() {
    return in.feature(current.start, Features.refusal(current.opcode));
  }
}
