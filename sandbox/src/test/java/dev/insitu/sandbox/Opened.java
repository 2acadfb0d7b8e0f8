package dev.insitu.sandbox;

import static dev.insitu.sandbox.ModuleWriter.code;

import dev.insitu.sandbox.ModuleWriter.Code;
import dev.insitu.sandbox.binary.FunctionBody;
import dev.insitu.sandbox.binary.InstructionReader;
import dev.insitu.sandbox.binary.ModuleBinary;
import dev.insitu.sandbox.binary.ModuleParser;
import dev.insitu.sandbox.binary.Section;
import dev.insitu.sandbox.module.ModuleLimits;
import dev.insitu.sandbox.module.ModuleRejected;
import dev.insitu.sandbox.module.ValueType;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * A module whose insides are exported, so that another engine can be asked for them: memories and
 * tables as they are, the bits of globals through functions. It is not metered. On demand every NaN
 * that arithmetic makes is replaced by the canonical one right where it is made, which the
 * specification allows and which leaves one possible result: no float needs to be ignored in a
 * comparison.
 */
final class Opened {
  private static final int EXPORTED_TABLE = 1;
  private static final int EXPORTED_MEMORY = 2;

  private final ModuleBinary module;
  private final byte[] bytes;
  private final Map<Integer, Code> added = new TreeMap<>();
  private final Map<Integer, Integer> addedCount = new TreeMap<>();

  private Opened(byte[] wasm) throws ModuleRejected {
    module = ModuleParser.parse(wasm, ModuleLimits.DEFAULT);
    bytes = wasm;
  }

  /** Returns the module with its insides exported, its NaNs canonical or as they come. */
  static byte[] module(byte[] wasm, boolean canonicalNans) throws ModuleRejected {
    return new Opened(wasm).write(canonicalNans);
  }

  private byte[] write(boolean canonicalNans) throws ModuleRejected {
    if (module.memoryPages() >= 0) {
      export("insitu.memory.0", EXPORTED_MEMORY, 0);
    }
    for (int i = 0; i < module.tableCount(); i++) {
      export("insitu.table." + i, EXPORTED_TABLE, i);
    }
    for (int i = 0; i < module.globals().size(); i++) {
      getter(i, module.globals().get(i));
    }
    Code out = code().op(0, 'a', 's', 'm', 1, 0, 0, 0);
    int[] order = {1, 2, 3, 4, 5, 6, 7, 8, 9, Section.DATA_COUNT, Section.CODE, Section.DATA};
    for (int id : order) {
      Section section =
          module.sections().stream().filter(s -> s.id() == id).findFirst().orElse(null);
      if (id == Section.CODE) {
        out.raw(ModuleWriter.section(id, bodies(canonicalNans)));
      } else if (section != null || added.containsKey(id)) {
        out.raw(ModuleWriter.section(id, content(id, section)));
      }
    }
    return out.bytes();
  }

  private void export(String name, int kind, int index) {
    add(Section.EXPORT, code().text(name).op(kind).u(index));
  }

  /** Adds a function that returns the bits of a global. */
  private void getter(int global, ValueType type) {
    boolean wide = type == ValueType.I64 || type == ValueType.F64;
    Code body = code().op(0, 0x23).u(global);
    switch (type) {
      case F32 -> body.op(0xBC);
      case F64 -> body.op(0xBD);
      default -> {}
    }
    body.op(0x0B);
    int index = module.functionTypes().size() + count(Section.FUNCTION);
    add(Section.FUNCTION, code().u(module.types().size() + count(Section.TYPE)));
    add(Section.TYPE, code().op(0x60, 0, 1, wide ? ModuleWriter.I64 : ModuleWriter.I32));
    add(Section.CODE, code().u(body.size()).raw(body));
    export("insitu.global." + (wide ? "i64." : "i32.") + global, 0, index);
  }

  private int count(int section) {
    return addedCount.getOrDefault(section, 0);
  }

  private void add(int section, Code entry) {
    added.computeIfAbsent(section, s -> code()).raw(entry);
    addedCount.merge(section, 1, Integer::sum);
  }

  /** A section that is a vector, with what was added to it behind. */
  private Code content(int id, Section section) {
    if (section == null) {
      return code().u(count(id)).raw(added.get(id));
    }
    if (!added.containsKey(id)) {
      return code().raw(Arrays.copyOfRange(bytes, section.start(), section.end()));
    }
    int at = section.start();
    long present = unsigned(at);
    while (bytes[at++] < 0) {}
    return code()
        .u(present + count(id))
        .raw(Arrays.copyOfRange(bytes, at, section.end()))
        .raw(added.get(id));
  }

  private long unsigned(int position) {
    long value = 0;
    for (int at = position, shift = 0; ; at++, shift += 7) {
      value |= (bytes[at] & 0x7FL) << shift;
      if (bytes[at] >= 0) {
        return value;
      }
    }
  }

  private Code bodies(boolean canonicalNans) throws ModuleRejected {
    Code all = code().u(module.bodies().size() + count(Section.CODE));
    for (FunctionBody body :
        module.bodies().stream().sorted(Comparator.comparingInt(FunctionBody::index)).toList()) {
      Code written =
          canonicalNans
              ? canonical(body)
              : code().raw(Arrays.copyOfRange(bytes, body.start(), body.end()));
      all.u(written.size()).raw(written);
    }
    return added.containsKey(Section.CODE) ? all.raw(added.get(Section.CODE)) : all;
  }

  private Code canonical(FunctionBody body) throws ModuleRejected {
    int single = body.locals().size();
    int at = body.start();
    long groups = unsigned(at);
    while (bytes[at++] < 0) {}
    Code out =
        code()
            .u(groups + 2)
            .raw(Arrays.copyOfRange(bytes, at, body.codeStart()))
            .op(1, ModuleWriter.F32, 1, ModuleWriter.F64);
    InstructionReader in = new InstructionReader(module, body, ModuleLimits.DEFAULT);
    while (in.next()) {
      out.raw(Arrays.copyOfRange(bytes, in.current().start(), in.current().end()));
      int opcode = in.current().opcode();
      if (opcode >= 0x8D && opcode <= 0x97 || opcode == 0xB6) {
        out.set(single).f32(Float.floatToIntBits(Float.NaN));
        out.get(single).get(single).get(single).op(0x5C, 0x1B);
      } else if (opcode >= 0x9B && opcode <= 0xA5 || opcode == 0xBB) {
        int wide = single + 1;
        out.set(wide).f64(Double.doubleToLongBits(Double.NaN));
        out.get(wide).get(wide).get(wide).op(0x62, 0x1B);
      }
    }
    return out;
  }
}
