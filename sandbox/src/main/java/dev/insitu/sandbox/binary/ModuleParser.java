package dev.insitu.sandbox.binary;

import dev.insitu.sandbox.module.ExternalKind;
import dev.insitu.sandbox.module.FunctionType;
import dev.insitu.sandbox.module.ModuleExport;
import dev.insitu.sandbox.module.ModuleImport;
import dev.insitu.sandbox.module.ModuleLimits;
import dev.insitu.sandbox.module.ModuleRejected;
import dev.insitu.sandbox.module.ModuleRejected.Reason;
import dev.insitu.sandbox.module.SafeText;
import dev.insitu.sandbox.module.ValueType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes a module apart in one linear walk. Every count is held against its cap before anything is
 * allocated for it, so that the walk needs no more memory than the module has bytes.
 */
public final class ModuleParser {
  /** Most pages of a memory of 32 bits. */
  private static final int PAGES_MAX = 65_536;

  private final byte[] bytes;
  private final ModuleLimits limits;
  private final ByteReader in;
  private final List<Section> sections = new ArrayList<>();
  private final List<FunctionType> types = new ArrayList<>();
  private final List<ModuleImport> imports = new ArrayList<>();
  private final List<String> foreignImports = new ArrayList<>();
  private final List<Integer> functionTypes = new ArrayList<>();
  private final List<ValueType> globals = new ArrayList<>();
  private final List<ModuleExport> exports = new ArrayList<>();
  private final List<FunctionBody> bodies = new ArrayList<>();
  private final BitSet referenced = new BitSet();
  private final BitSet exported = new BitSet();
  private final List<Integer> importOffsets = new ArrayList<>();
  private Map<Integer, String> names = Map.of();
  private final BitSet mutableGlobals = new BitSet();
  private final Constants constants;
  private int importedGlobals;
  private int tables;
  private int memoryPages = -1;
  private int dataSegments;
  private int declaredDataSegments = -1;
  private int elementSegments;
  private int elements;

  private ModuleParser(byte[] bytes, ModuleLimits limits) {
    this.bytes = bytes;
    this.limits = limits;
    this.in = new ByteReader(bytes, 0, bytes.length, "module");
    this.constants = new Constants(limits, globals, mutableGlobals, functionTypes, referenced);
  }

  /** Takes a module apart, or says which rule it breaks. */
  public static ModuleBinary parse(byte[] bytes, ModuleLimits limits) throws ModuleRejected {
    return new ModuleParser(bytes, limits).parse();
  }

  /** Returns the refusal of a module that has too many bytes to look at any of them. */
  public static ModuleRejected tooLong(int length, ModuleLimits limits) {
    return new ModuleRejected(
        Reason.LIMIT, "module of " + length + " bytes, allowed " + limits.moduleBytes());
  }

  private ModuleBinary parse() throws ModuleRejected {
    if (bytes.length > limits.moduleBytes()) {
      throw tooLong(bytes.length, limits);
    }
    header();
    int order = 0;
    while (in.hasMore()) {
      int at = in.position();
      int id = in.u8();
      in.enter(Section.name(id));
      long size = in.u32();
      Section section = new Section(id, in.position(), (int) (in.position() + size));
      in.skip(size, "section");
      if (id > Section.DATA_COUNT) {
        throw in.feature(at, Features.section(id));
      }
      if (id == 0) {
        custom(section);
        continue;
      }
      if (section.order() <= order) {
        throw in.malformed("section is out of order or stands twice");
      }
      order = section.order();
      sections.add(section);
      content(section);
    }
    complete();
    return new ModuleBinary(
        bytes,
        List.copyOf(sections),
        types,
        imports,
        importOffsets,
        foreignImports,
        functionTypes,
        globals,
        mutableGlobals,
        importedGlobals,
        tables,
        memoryPages,
        exports,
        referenced,
        exported,
        dataSegments,
        declaredDataSegments >= 0,
        elementSegments,
        bodies,
        names);
  }

  private void header() throws ModuleRejected {
    if (bytes.length < 8
        || bytes[0] != 0
        || bytes[1] != 'a'
        || bytes[2] != 's'
        || bytes[3] != 'm') {
      throw in.malformed("not a WebAssembly module: it does not begin with 00 61 73 6D");
    }
    if (bytes[4] == 0x0D && bytes[6] == 1) {
      throw in.feature(4, "component binaries are refused; unwrap it to a core module");
    }
    if (bytes[4] != 1 || bytes[5] != 0 || bytes[6] != 0 || bytes[7] != 0) {
      throw in.malformedAt(
          4,
          "version "
              + Integer.toUnsignedString(
                  ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(4))
              + ", must be 1");
    }
    in.skip(8, "header");
  }

  private void complete() throws ModuleRejected {
    in.enter("code section");
    int declared = functionTypes.size() - imports.size();
    if (declared != bodies.size()) {
      throw in.malformed(bodies.size() + " bodies for " + declared + " functions");
    }
    in.enter("data section");
    if (declaredDataSegments >= 0 && declaredDataSegments != dataSegments) {
      throw in.malformed(
          dataSegments + " segments, the data count section says " + declaredDataSegments);
    }
  }

  private void custom(Section section) throws ModuleRejected {
    ByteReader reader =
        new ByteReader(bytes, section.start(), section.end(), Section.name(section.id()));
    reader.name(bytes.length);
  }

  private void content(Section section) throws ModuleRejected {
    ByteReader reader =
        new ByteReader(bytes, section.start(), section.end(), Section.name(section.id()));
    switch (section.id()) {
      case Section.TYPE -> types(reader);
      case Section.IMPORT -> imports(reader);
      case Section.FUNCTION -> functions(reader);
      case Section.TABLE -> tables(reader);
      case Section.MEMORY -> memories(reader);
      case Section.GLOBAL -> globals(reader);
      case Section.EXPORT -> exports(reader);
      case Section.START -> start(reader);
      case Section.ELEMENT -> elementSegments(reader);
      case Section.CODE -> {
        // They stand at the end, and refusals of code want them.
        names = NameSection.find(bytes, section.end(), functionTypes.size());
        bodies(reader);
      }
      case Section.DATA -> dataSegments(reader);
      case Section.DATA_COUNT -> {
        declaredDataSegments = reader.count("segments", limits.segments());
        dataSegments = declaredDataSegments;
      }
      default -> throw new AssertionError(section);
    }
    if (reader.hasMore()) {
      throw reader.malformed("bytes are left after the last entry");
    }
  }

  private void start(ByteReader reader) throws ModuleRejected {
    int at = reader.position();
    int function = reader.index("function", functionTypes.size());
    FunctionType type = types.get(functionTypes.get(function));
    if (!type.parameters().isEmpty() || !type.results().isEmpty()) {
      throw reader.malformedAt(
          at, "start function " + function + " has type " + type + ", must be () -> ()");
    }
  }

  private void types(ByteReader reader) throws ModuleRejected {
    int count = reader.count("types", limits.types());
    for (int i = 0; i < count; i++) {
      int at = reader.position();
      int form = reader.u8();
      if (form != 0x60) {
        throw reader.feature(at, Features.typeForm(form));
      }
      List<ValueType> parameters = valueTypes(reader, "parameters", limits.parameters());
      types.add(new FunctionType(parameters, valueTypes(reader, "results", limits.results())));
    }
  }

  private static List<ValueType> valueTypes(ByteReader reader, String what, int max)
      throws ModuleRejected {
    int count = reader.count(what, max);
    List<ValueType> list = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      list.add(ValueTypes.read(reader));
    }
    return list;
  }

  private void imports(ByteReader reader) throws ModuleRejected {
    int count = reader.count("imports", limits.imports());
    for (int i = 0; i < count; i++) {
      int at = reader.position();
      String module = reader.name(limits.nameBytes());
      String name = reader.name(limits.nameBytes());
      int kindAt = reader.position();
      int kind = reader.u8();
      switch (kind) {
        case 0 -> {
          importOffsets.add(at);
          int type = reader.index("type", types.size());
          imports.add(new ModuleImport(module, name, types.get(type)));
          functionTypes.add(type);
          continue;
        }
        case 1 -> {
          table(reader);
          tables++;
        }
        case 2 -> memory(reader);
        case 3 -> {
          globals.add(globalType(reader));
          importedGlobals++;
        }
        default -> throw reader.feature(kindAt, Features.externalKind("import", kind));
      }
      foreignImports.add(
          reader.where(at)
              + SafeText.quote(module + "." + name)
              + " is no function; a module may import functions only");
    }
  }

  private void functions(ByteReader reader) throws ModuleRejected {
    int count = reader.count("functions", limits.functions());
    for (int i = 0; i < count; i++) {
      functionTypes.add(reader.index("type", types.size()));
    }
  }

  private void tables(ByteReader reader) throws ModuleRejected {
    int count = reader.count("tables", limits.tables() - tables);
    for (int i = 0; i < count; i++) {
      table(reader);
    }
    tables += count;
  }

  private void table(ByteReader reader) throws ModuleRejected {
    ValueTypes.readReference(reader);
    int flags = reader.u8();
    if (flags > 1) {
      throw reader.feature(
          reader.position() - 1, "shared and 64-bit tables are refused; build for wasm32");
    }
    int entries = reader.count("table entries", limits.tableEntries());
    int at = reader.position();
    long maximum = flags == 1 ? reader.u32() : entries;
    if (maximum < entries) {
      throw reader.malformedAt(
          at, "maximum of " + maximum + " table entries, must be " + entries + " or more");
    }
  }

  private void memories(ByteReader reader) throws ModuleRejected {
    long count = reader.u32();
    for (long i = 0; i < count; i++) {
      // The second is refused.
      memory(reader);
    }
  }

  private void memory(ByteReader reader) throws ModuleRejected {
    if (memoryPages >= 0) {
      throw reader.feature(
          reader.position(), "multiple memories are refused; build with one memory");
    }
    int flags = reader.u8();
    if ((flags & 2) != 0) {
      throw reader.feature(reader.position() - 1, "shared memory: " + Features.refusal(0xFE));
    }
    if (flags > 1) {
      throw reader.feature(
          reader.position() - 1, "64-bit memories and page sizes are refused; build for wasm32");
    }
    memoryPages = reader.count("memory pages", Math.min(limits.memoryPages(), PAGES_MAX));
    if (flags == 1) {
      int at = reader.position();
      long maximum = reader.u32();
      if (maximum < memoryPages || maximum > PAGES_MAX) {
        throw reader.malformedAt(
            at,
            "maximum of " + maximum + " memory pages, must be " + memoryPages + " to " + PAGES_MAX);
      }
    }
  }

  private void globals(ByteReader reader) throws ModuleRejected {
    int count = reader.count("globals", limits.globals() - globals.size());
    for (int i = 0; i < count; i++) {
      ValueType type = globalType(reader);
      constants.read(reader, type, importedGlobals);
      globals.add(type);
    }
  }

  private ValueType globalType(ByteReader reader) throws ModuleRejected {
    ValueType type = ValueTypes.read(reader);
    int mutability = reader.u8();
    if (mutability > 1) {
      throw reader.malformedAt(
          reader.position() - 1, "mutability " + mutability + ", must be 0 or 1");
    }
    mutableGlobals.set(globals.size(), mutability == 1);
    return type;
  }

  private void exports(ByteReader reader) throws ModuleRejected {
    int count = reader.count("exports", limits.exports());
    Set<String> exportNames = new HashSet<>();
    for (int i = 0; i < count; i++) {
      int at = reader.position();
      String name = reader.name(limits.nameBytes());
      if (!exportNames.add(name)) {
        throw reader.malformedAt(at, "export " + SafeText.quote(name) + " stands twice");
      }
      int kind = reader.u8();
      exports.add(
          switch (kind) {
            case 0 -> {
              int function = reader.index("function", functionTypes.size());
              exported.set(function);
              yield new ModuleExport(
                  name, ExternalKind.FUNCTION, types.get(functionTypes.get(function)));
            }
            case 1 -> {
              reader.index("table", tables);
              yield new ModuleExport(name, ExternalKind.TABLE, null);
            }
            case 2 -> {
              reader.index("memory", memoryPages < 0 ? 0 : 1);
              yield new ModuleExport(name, ExternalKind.MEMORY, null);
            }
            case 3 -> {
              reader.index("global", globals.size());
              yield new ModuleExport(name, ExternalKind.GLOBAL, null);
            }
            default ->
                throw reader.feature(reader.position() - 1, Features.externalKind("export", kind));
          });
    }
  }

  private void elementSegments(ByteReader reader) throws ModuleRejected {
    elementSegments = reader.count("element segments", limits.segments());
    for (int i = 0; i < elementSegments; i++) {
      int flags = flags(reader, "an element segment", 7);
      boolean active = (flags & 1) == 0;
      boolean explicit = (flags & 2) != 0;
      boolean expressions = (flags & 4) != 0;
      if (active) {
        if (explicit) {
          reader.index("table", tables);
        } else if (tables == 0) {
          throw reader.malformed("element segment in a module without table");
        }
        constants.read(reader, ValueType.I32, importedGlobals);
      }
      if (flags % 4 != 0) {
        if (expressions) {
          ValueTypes.readReference(reader);
        } else {
          int kind = reader.u8();
          if (kind != 0) {
            throw reader.malformedAt(reader.position() - 1, "element kind " + kind + ", must be 0");
          }
        }
      }
      int count = reader.count("elements", limits.elements() - elements);
      elements += count;
      for (int j = 0; j < count; j++) {
        if (expressions) {
          constants.read(reader, ValueType.FUNCREF, importedGlobals);
        } else {
          referenced.set(reader.index("function", functionTypes.size()));
        }
      }
    }
  }

  private static int flags(ByteReader reader, String what, int allowed) throws ModuleRejected {
    int at = reader.position();
    long flags = reader.u32();
    if (flags > allowed) {
      throw reader.malformedAt(at, "flags " + flags + " of " + what + ", must be 0 to " + allowed);
    }
    return (int) flags;
  }

  private void dataSegments(ByteReader reader) throws ModuleRejected {
    int count = reader.count("data segments", limits.segments());
    for (int i = 0; i < count; i++) {
      int flags = flags(reader, "a data segment", 2);
      if (flags == 2) {
        reader.index("memory", memoryPages < 0 ? 0 : 1);
      }
      if (flags != 1) {
        if (memoryPages < 0) {
          throw reader.malformed("data segment in a module without memory");
        }
        constants.read(reader, ValueType.I32, importedGlobals);
      }
      reader.skip(reader.u32(), "data");
    }
    dataSegments = count;
  }

  private void bodies(ByteReader reader) throws ModuleRejected {
    int declared = functionTypes.size() - imports.size();
    int count = reader.count("function bodies", limits.functions());
    if (count != declared) {
      throw reader.malformed(count + " bodies for " + declared + " functions");
    }
    int codeLeft = limits.codeBytes();
    for (int i = 0; i < count; i++) {
      int index = imports.size() + i;
      reader.enter(ModuleBinary.place(index, names));
      int size = reader.count("bytes of a body", Math.min(limits.bodyBytes(), codeLeft));
      codeLeft -= size;
      int start = reader.position();
      reader.skip(size, "body");
      bodies.add(body(index, start, start + size));
    }
  }

  private FunctionBody body(int index, int start, int end) throws ModuleRejected {
    ByteReader reader = new ByteReader(bytes, start, end, ModuleBinary.place(index, names));
    FunctionType type = types.get(functionTypes.get(index));
    List<ValueType> locals = new ArrayList<>(type.parameters());
    int groups = reader.count("groups of locals", limits.locals());
    for (int i = 0; i < groups; i++) {
      int count = reader.count("locals", limits.locals() - locals.size());
      ValueType local = ValueTypes.read(reader);
      for (int j = 0; j < count; j++) {
        locals.add(local);
      }
    }
    return new FunctionBody(index, type, start, reader.position(), end, locals);
  }
}
