package dev.insitu.sandbox.meter;

import dev.insitu.sandbox.binary.FunctionBody;
import dev.insitu.sandbox.binary.Instruction;
import dev.insitu.sandbox.binary.InstructionReader;
import dev.insitu.sandbox.binary.ModuleBinary;
import dev.insitu.sandbox.binary.Section;
import dev.insitu.sandbox.module.FunctionType;
import dev.insitu.sandbox.module.ModuleLimits;
import dev.insitu.sandbox.module.ModuleRejected;
import dev.insitu.sandbox.module.ValueType;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;

/**
 * Rewrites a verified module so that it counts fuel and call depth itself. The counting is part of
 * the module, so it is the same on every engine, tier and machine.
 */
public final class Instrumenter {
  private static final int I32 = 0x7F;
  private static final int I64 = 0x7E;
  private static final int FRAME_WEIGHT = 16;

  private final ModuleBinary module;
  private final ModuleLimits limits;
  private final BitSet recursive;
  private final List<byte[]> addedTypes = new ArrayList<>();
  private final int charge;
  private final int fuelGlobal;

  private Instrumenter(ModuleBinary module, ModuleLimits limits) throws ModuleRejected {
    this.module = module;
    this.limits = limits;
    this.recursive = CallGraph.recursive(module, limits);
    this.charge = module.functionTypes().size();
    this.fuelGlobal = module.globals().size();
    addedTypes.add(new ByteWriter().bytes(0x60, 1, I32, 0).toBytes());
  }

  /** Returns the metered module. */
  public static Instrumented instrument(ModuleBinary module, ModuleLimits limits)
      throws ModuleRejected {
    return new Instrumenter(module, limits).run();
  }

  private Instrumented run() throws ModuleRejected {
    List<byte[]> bodies = new ArrayList<>();
    for (FunctionBody body : module.bodies()) {
      bodies.add(body(body));
    }
    meteringBodies(bodies);
    ByteWriter out = new ByteWriter().copy(module.bytes(), 0, 8);
    int start = -1;
    for (int id = 1; id <= Section.DATA_COUNT; id++) {
      int section = id < Section.CODE ? id : id == Section.CODE ? Section.DATA_COUNT : id - 1;
      byte[] content = content(section, bodies);
      if (section == Section.START && content.length > 0) {
        start = (int) unsigned(content);
      } else if (content.length > 0) {
        out.section(section, content);
      }
    }
    return new Instrumented(
        out.toBytes(),
        start,
        fuelGlobal,
        fuelGlobal + 1,
        charge,
        charge + 1,
        charge + 2,
        charge + 3);
  }

  private byte[] content(int id, List<byte[]> bodies) {
    return switch (id) {
      case Section.TYPE -> extended(id, module.types().size(), addedTypes);
      case Section.FUNCTION -> {
        byte[] type = new ByteWriter().unsigned(module.types().size()).toBytes();
        yield extended(id, module.bodies().size(), List.of(type, type, type, type));
      }
      case Section.MEMORY -> module.memoryPages() < 0 ? new byte[] {1, 1, 0, 0} : original(id);
      case Section.GLOBAL ->
          extended(
              id,
              module.globals().size(),
              List.of(new byte[] {I64, 1, 0x42, 0, 0x0B}, new byte[] {I32, 1, 0x41, 0, 0x0B}));
      case Section.CODE -> {
        ByteWriter code = new ByteWriter().unsigned(bodies.size());
        bodies.forEach(code::sized);
        yield code.toBytes();
      }
      default -> original(id);
    };
  }

  private byte[] original(int id) {
    for (Section section : module.sections()) {
      if (section.id() == id) {
        return new ByteWriter().copy(module.bytes(), section.start(), section.end()).toBytes();
      }
    }
    return new byte[0];
  }

  /** Returns a section whose vector has more entries at its end. */
  private byte[] extended(int id, int present, List<byte[]> added) {
    byte[] content = original(id);
    int skip = 0;
    while (skip < content.length && content[skip] < 0) {
      skip++;
    }
    ByteWriter out = new ByteWriter().unsigned(present + added.size());
    if (content.length > 0) {
      out.copy(content, skip + 1, content.length);
    }
    added.forEach(entry -> out.copy(entry, 0, entry.length));
    return out.toBytes();
  }

  private static long unsigned(byte[] content) {
    long value = 0;
    for (int i = 0; i < content.length; i++) {
      value |= (long) (content[i] & 0x7F) << (7 * i);
    }
    return value;
  }

  private byte[] body(FunctionBody body) throws ModuleRejected {
    Deque<ChargePlan.Slot> slots = ChargePlan.of(module, body, limits);
    boolean counted = recursive.get(body.index());
    ByteWriter code = new ByteWriter();
    if (counted) {
      code.bytes(0x41).signed(weight(body)).bytes(0x10).unsigned(charge + 2);
      code.bytes(Instruction.BLOCK).signed(resultType(body.type()));
    }
    InstructionReader in = new InstructionReader(module, body, limits);
    boolean scratch = false;
    while (true) {
      int nesting = in.nesting();
      if (!in.next()) {
        break;
      }
      Instruction instruction = in.current();
      pay(slots, instruction.start(), code);
      if (counted && instruction.opcode() == Instruction.RETURN) {
        code.bytes(Instruction.BR).unsigned(nesting - 1);
        continue;
      }
      scratch |= payForBulk(instruction.opcode(), body.locals().size(), code);
      code.copy(module.bytes(), instruction.start(), instruction.end());
    }
    if (counted) {
      code.bytes(0x41).signed(weight(body)).bytes(0x10).unsigned(charge + 3);
      code.bytes(Instruction.END);
    }
    return new ByteWriter()
        .copy(locals(body, scratch), 0, locals(body, scratch).length)
        .copy(code.toBytes(), 0, code.size())
        .toBytes();
  }

  private byte[] locals(FunctionBody body, boolean scratch) {
    List<ValueType> own =
        body.locals().subList(body.type().parameters().size(), body.locals().size());
    List<byte[]> groups = new ArrayList<>();
    for (int i = 0; i < own.size(); ) {
      int j = i;
      while (j < own.size() && own.get(j) == own.get(i)) {
        j++;
      }
      groups.add(new ByteWriter().unsigned(j - i).bytes(code(own.get(i))).toBytes());
      i = j;
    }
    if (scratch) {
      groups.add(new byte[] {1, I32});
    }
    ByteWriter out = new ByteWriter().unsigned(groups.size());
    groups.forEach(group -> out.copy(group, 0, group.length));
    return out.toBytes();
  }

  private static int code(ValueType type) {
    return switch (type) {
      case I32 -> I32;
      case I64 -> I64;
      case F32 -> 0x7D;
      case F64 -> 0x7C;
      case FUNCREF -> 0x70;
    };
  }

  private static int weight(FunctionBody body) {
    return FRAME_WEIGHT + body.locals().size();
  }

  /** Returns the block type that gives a function's results. */
  private long resultType(FunctionType type) {
    if (type.results().isEmpty()) {
      return -64;
    }
    if (type.results().size() == 1) {
      return code(type.results().get(0)) - 128L;
    }
    ByteWriter added = new ByteWriter().bytes(0x60, 0).unsigned(type.results().size());
    type.results().forEach(result -> added.bytes(code(result)));
    addedTypes.add(added.toBytes());
    return module.types().size() + addedTypes.size() - 1L;
  }

  private void pay(Deque<ChargePlan.Slot> slots, int offset, ByteWriter code) {
    while (!slots.isEmpty() && slots.peek().offset == offset) {
      ChargePlan.Slot slot = slots.pop();
      code.bytes(0x41).signed(slot.cost).bytes(0x10).unsigned(slot.checked ? charge + 1 : charge);
    }
  }

  /** Charges an instruction whose cost depends on its last operand; true when it needs a local. */
  private boolean payForBulk(int opcode, int scratch, ByteWriter code) {
    return switch (opcode) {
      case Instruction.MEMORY_COPY, Instruction.MEMORY_FILL, Instruction.MEMORY_INIT -> {
        keep(scratch, code).bytes(0x41).signed(CostTable.BYTES_SHIFT).bytes(0x76);
        code.bytes(0x10).unsigned(charge + 1);
        yield true;
      }
      case Instruction.TABLE_COPY,
          Instruction.TABLE_INIT,
          Instruction.TABLE_FILL,
          Instruction.TABLE_GROW -> {
        keep(scratch, code).bytes(0x10).unsigned(charge + 1);
        yield true;
      }
      case Instruction.MEMORY_GROW -> {
        keep(scratch, code).bytes(0x41).signed(CostTable.PAGES_MAX);
        code.bytes(0x20).unsigned(scratch).bytes(0x41).signed(CostTable.PAGES_MAX);
        code.bytes(0x49, 0x1B, 0x41).signed(CostTable.PAGE_SHIFT).bytes(0x74);
        code.bytes(0x10).unsigned(charge + 1);
        yield true;
      }
      default -> false;
    };
  }

  /** Copies the top of the stack through a local. */
  private static ByteWriter keep(int local, ByteWriter code) {
    return code.bytes(0x22).unsigned(local).bytes(0x20).unsigned(local);
  }

  /** Appends the bodies of charge, check, enter and leave. */
  private void meteringBodies(List<byte[]> bodies) {
    int depthGlobal = fuelGlobal + 1;
    ByteWriter take = new ByteWriter().bytes(0, 0x23).unsigned(fuelGlobal).bytes(0x20, 0, 0xAD);
    take.bytes(0x7D, 0x24).unsigned(fuelGlobal);
    byte[] taken = take.toBytes();
    bodies.add(new ByteWriter().copy(taken, 0, taken.length).bytes(0x0B).toBytes());
    ByteWriter check = new ByteWriter().copy(taken, 0, taken.length);
    check.bytes(0x23).unsigned(fuelGlobal).bytes(0x42, 0, 0x53, 0x04, 0x40, 0x00, 0x0B, 0x0B);
    bodies.add(check.toBytes());
    ByteWriter enter = new ByteWriter().bytes(0, 0x23).unsigned(depthGlobal).bytes(0x20, 0, 0x6B);
    enter.bytes(0x24).unsigned(depthGlobal).bytes(0x23).unsigned(depthGlobal);
    bodies.add(enter.bytes(0x41, 0, 0x48, 0x04, 0x40, 0x00, 0x0B, 0x0B).toBytes());
    ByteWriter leave = new ByteWriter().bytes(0, 0x23).unsigned(depthGlobal).bytes(0x20, 0, 0x6A);
    bodies.add(leave.bytes(0x24).unsigned(depthGlobal).bytes(0x0B).toBytes());
  }
}
