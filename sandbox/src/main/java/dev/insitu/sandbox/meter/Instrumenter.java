package dev.insitu.sandbox.meter;

import dev.insitu.sandbox.binary.FunctionBody;
import dev.insitu.sandbox.binary.ModuleBinary;
import dev.insitu.sandbox.binary.Section;
import dev.insitu.sandbox.module.FunctionType;
import dev.insitu.sandbox.module.ModuleLimits;
import dev.insitu.sandbox.module.ModuleRejected;
import dev.insitu.sandbox.module.ModuleRejected.Reason;
import dev.insitu.sandbox.module.ValueType;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rewrites a verified module so that it counts fuel and call depth itself. The counting is part of
 * the module, so it is the same on every engine, tier and machine.
 */
public final class Instrumenter {
  /** Raised whenever a module is rewritten to something that ends elsewhere. */
  public static final int VERSION = 2;

  private static final int I32 = 0x7F;
  private static final int I64 = 0x7E;
  private static final int F32 = 0x7D;
  private static final int F64 = 0x7C;

  /** No locals, unreachable, end. */
  private static final byte[] NO_CODE = {0, 0x00, 0x0B};

  /** A type that is hardly any function's own: the engine lists a type's functions. */
  private static final byte[] FILLER = {0x60, 4, F64, F32, F64, F32, 4, F32, F64, F32, F64};

  private final ModuleBinary module;
  private final ModuleLimits limits;
  private final boolean metered;
  private final List<FunctionFacts> functions = new ArrayList<>();
  private final CallDepth depth;
  private final BitSet cheap;
  private final List<byte[]> addedTypes = new ArrayList<>();
  private final Map<FunctionType, Long> blockTypes = new HashMap<>();
  private final int charge;
  private final int fuelGlobal;

  private Instrumenter(ModuleBinary module, ModuleLimits limits, boolean metered)
      throws ModuleRejected {
    this.module = module;
    this.limits = limits;
    this.metered = metered;
    for (FunctionBody body : module.bodies()) {
      functions.add(FunctionFacts.of(module, body, limits));
    }
    this.depth = metered ? CallDepth.of(module, functions) : CallDepth.none(module);
    this.cheap = CheapCode.of(module, functions);
    this.charge = module.functionTypes().size();
    this.fuelGlobal = module.globals().size();
    addedTypes.add(new byte[] {0x60, 1, I32, 0});
    addedTypes.add(new byte[] {0x60, 2, I32, I32, 0});
    addedTypes.add(new byte[] {0x60, 1, F32, 1, F32});
    addedTypes.add(new byte[] {0x60, 1, F64, 1, F64});
  }

  /** Returns the metered module. */
  public static Instrumented instrument(ModuleBinary module, ModuleLimits limits)
      throws ModuleRejected {
    return new Instrumenter(module, limits, /* metered= */ true).run();
  }

  /**
   * Returns the module with everything that metering adds, except that nothing uses it: for
   * measurements of what metering costs.
   */
  public static Instrumented unmetered(ModuleBinary module, ModuleLimits limits)
      throws ModuleRejected {
    return new Instrumenter(module, limits, /* metered= */ false).run();
  }

  private Instrumented run() throws ModuleRejected {
    List<byte[]> bodies = new ArrayList<>();
    ClassPlan classes = new ClassPlan(module.imports().size());
    long javaBytes = 0;
    long frameSlots = 0;
    for (FunctionFacts facts : functions) {
      FunctionRewriter function = new FunctionRewriter(this, module, facts, limits);
      bodies.add(function.rewrite());
      JavaSize size = function.javaSize();
      String place = module.place(facts.body().index());
      if (size.bytes() > JavaSize.METHOD_MAX) {
        throw new ModuleRejected(
            Reason.COMPILE_BUDGET, tooLarge(place, size.bytes() + " bytes of Java code or more"));
      }
      javaBytes += size.bytes();
      frameSlots += size.slots();
      requireCap(place, javaBytes, "bytes of Java code or more", limits.javaBytes());
      requireCap(place, frameSlots, "slots in the frames of branches", limits.frameSlots());
      classes.add(size.constants(), facts.callees().length);
    }
    meteringBodies(bodies);
    byte[] start = original(Section.START);
    return new Instrumented(
        write(bodies),
        write(Collections.nCopies(bodies.size(), NO_CODE)),
        start.length == 0 ? -1 : (int) unsigned(start),
        fuelGlobal,
        fuelGlobal + 1,
        charge,
        charge + 1,
        charge + 2,
        charge + 3,
        depth,
        MemoryGrowth.of(module, functions),
        classes.functionsPerClass());
  }

  private static void requireCap(String place, long found, String what, int allowed)
      throws ModuleRejected {
    if (found > allowed) {
      throw new ModuleRejected(
          Reason.LIMIT,
          place + ": all functions so far have " + found + " " + what + ", allowed " + allowed);
    }
  }

  /** Returns the refusal of a function that fits no Java method. */
  public static String tooLarge(String place, String size) {
    return place
        + ": becomes "
        + size
        + ", allowed "
        + JavaSize.METHOD_MAX
        + "; split it or build with -Os";
  }

  private byte[] write(List<byte[]> bodies) {
    ByteWriter out = new ByteWriter().copy(module.bytes(), 0, 8);
    for (int id = 1; id <= Section.DATA_COUNT; id++) {
      int section = id < Section.CODE ? id : id == Section.CODE ? Section.DATA_COUNT : id - 1;
      byte[] content = content(section, bodies);
      if (section != Section.START && content.length > 0) {
        out.section(section, content);
      }
    }
    return out.toBytes();
  }

  CallDepth depth() {
    return depth;
  }

  /** Returns whether a function pays without a look; one that counts depth looks anyway. */
  boolean isCheap(int function) {
    return cheap.get(function) && !depth.isCounted(function);
  }

  /** Returns whether functions pay, count depth and make NaNs canonical. */
  boolean isMetered() {
    return metered;
  }

  int charge() {
    return charge;
  }

  int check() {
    return charge + 1;
  }

  int enter() {
    return charge + 2;
  }

  int leave() {
    return charge + 3;
  }

  /** Returns the function that makes a NaN of this type canonical. */
  int canonical(ValueType type) {
    return type == ValueType.F32 ? charge + 4 : charge + 5;
  }

  private byte[] content(int id, List<byte[]> bodies) {
    return switch (id) {
      case Section.TYPE -> extended(id, module.types().size(), addedTypes);
      case Section.FUNCTION -> {
        int types = module.types().size();
        byte[] takesUnits = new ByteWriter().unsigned(types).toBytes();
        yield extended(
            id,
            module.bodies().size(),
            List.of(
                takesUnits,
                takesUnits,
                new ByteWriter().unsigned(types + 1L).toBytes(),
                takesUnits,
                new ByteWriter().unsigned(types + 2L).toBytes(),
                new ByteWriter().unsigned(types + 3L).toBytes()));
      }
      case Section.MEMORY -> module.memoryPages() < 0 ? new byte[] {1, 1, 0, 0} : original(id);
      case Section.GLOBAL ->
          extended(
              id,
              module.globals().size() - module.importedGlobals(),
              List.of(new byte[] {I64, 1, 0x42, 0, 0x0B}, new byte[] {I32, 1, 0x41, 0, 0x0B}));
      case Section.ELEMENT -> {
        byte[] declared = selfReferences();
        yield declared.length == 0
            ? original(id)
            : extended(id, module.elementSegments(), List.of(declared));
      }
      case Section.CODE -> {
        ByteWriter code = new ByteWriter().unsigned(bodies.size());
        bodies.forEach(code::sized);
        yield code.toBytes();
      }
      default -> original(id);
    };
  }

  /**
   * Returns a declaration of the functions that take references to themselves, empty when there are
   * none: the engine's validator demands one, whatever else declares them.
   */
  private byte[] selfReferences() {
    List<Integer> selves =
        functions.stream()
            .filter(facts -> facts.references().get(facts.body().index()))
            .map(facts -> facts.body().index())
            .toList();
    if (selves.isEmpty()) {
      return new byte[0];
    }
    ByteWriter segment = new ByteWriter().bytes(3, 0).unsigned(selves.size());
    selves.forEach(segment::unsigned);
    return segment.toBytes();
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

  static int code(ValueType type) {
    return switch (type) {
      case I32 -> I32;
      case I64 -> I64;
      case F32 -> F32;
      case F64 -> F64;
      case FUNCREF -> 0x70;
    };
  }

  /** Returns the block type that gives a function's results. */
  long resultType(FunctionType type) {
    if (type.results().isEmpty()) {
      return -64;
    }
    if (type.results().size() == 1) {
      return code(type.results().get(0)) - 128L;
    }
    return blockType(new FunctionType(List.of(), type.results()));
  }

  /** Returns the number under which a block may name a type. */
  long blockType(FunctionType type) {
    return blockTypes.computeIfAbsent(
        type,
        added -> {
          while (isMisread(module.types().size() + addedTypes.size())) {
            addedTypes.add(FILLER);
          }
          addedTypes.add(written(added));
          return module.types().size() + addedTypes.size() - 1L;
        });
  }

  /** Returns whether the engine takes the number of a block's type for a value type. */
  static boolean isMisread(long type) {
    return type >= 0x40 && type <= 0x7F;
  }

  private static byte[] written(FunctionType type) {
    ByteWriter bytes = new ByteWriter().bytes(0x60).unsigned(type.parameters().size());
    type.parameters().forEach(parameter -> bytes.bytes(code(parameter)));
    bytes.unsigned(type.results().size());
    type.results().forEach(result -> bytes.bytes(code(result)));
    return bytes.toBytes();
  }

  /** Appends the bodies of charge, check, enter, leave and of the canonical NaNs. */
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
    bodies.add(enter.bytes(0x20, 1, 0x48, 0x04, 0x40, 0x00, 0x0B, 0x0B).toBytes());
    ByteWriter leave = new ByteWriter().bytes(0, 0x23).unsigned(depthGlobal).bytes(0x20, 0, 0x6A);
    bodies.add(leave.bytes(0x24).unsigned(depthGlobal).bytes(0x0B).toBytes());
    // local 0, the canonical NaN, and which of them: the first when it equals itself.
    bodies.add(
        new ByteWriter()
            .bytes(0, 0x20, 0, 0x43, 0, 0, 0xC0, 0x7F)
            .bytes(0x20, 0, 0x20, 0, 0x5B, 0x1B, 0x0B)
            .toBytes());
    bodies.add(
        new ByteWriter()
            .bytes(0, 0x20, 0, 0x44, 0, 0, 0, 0, 0, 0, 0xF8, 0x7F)
            .bytes(0x20, 0, 0x20, 0, 0x61, 0x1B, 0x0B)
            .toBytes());
  }
}
