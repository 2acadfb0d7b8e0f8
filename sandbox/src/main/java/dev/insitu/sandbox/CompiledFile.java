package dev.insitu.sandbox;

import dev.insitu.sandbox.module.ExternalKind;
import dev.insitu.sandbox.module.FunctionType;
import dev.insitu.sandbox.module.ModuleDescription;
import dev.insitu.sandbox.module.ModuleExport;
import dev.insitu.sandbox.module.ModuleImport;
import dev.insitu.sandbox.module.ModuleKind;
import dev.insitu.sandbox.module.ModuleLimits;
import dev.insitu.sandbox.module.ValueType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A compiled module as bytes, for a cache that returns what it was given or nothing, and the key
 * that such bytes are kept under. What is read was written by the same build: the key says so.
 */
final class CompiledFile {
  /** Says by which code a module was compiled; empty where the build has not noted it. */
  static final String BUILD = build();

  private CompiledFile() {}

  private static String build() {
    try (InputStream in = CompiledFile.class.getResourceAsStream("build.txt")) {
      return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * Returns the key of a module: all that its compiled form depends on.
   *
   * @param digest SHA-256 of the module's bytes
   */
  static String key(String digest, ModuleLimits limits) {
    return String.join(
        "\n",
        "module " + digest,
        limits.toString(),
        Versions.CURRENT.toString(),
        "engine " + EngineCompiler.ENGINE,
        "build " + BUILD,
        "java " + Runtime.version().feature());
  }

  static byte[] write(CompiledModule module) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      write(out, module.description());
      write(out, module.outline());
      write(out, module.facts());
      out.writeInt(module.functions().size());
      for (CompiledModule.Function function : module.functions()) {
        out.writeUTF(function.export());
        out.writeInt(function.index());
        write(out, function.type());
        out.writeBoolean(function.writes());
        out.writeInt(function.depth());
        out.writeUTF(function.className());
      }
      out.writeUTF(module.classes().main());
      out.writeInt(module.classes().bytes().size());
      for (Map.Entry<String, byte[]> file : module.classes().bytes().entrySet()) {
        out.writeUTF(file.getKey());
        write(out, file.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("names are at most 1,024 bytes long", e);
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, ModuleDescription module) throws IOException {
    out.writeUTF(module.digest());
    out.writeInt(module.sizeBytes());
    out.writeUTF(module.kind().name());
    out.writeInt(module.imports().size());
    for (ModuleImport entry : module.imports()) {
      out.writeUTF(entry.module());
      out.writeUTF(entry.name());
      write(out, entry.type());
    }
    out.writeInt(module.exports().size());
    for (ModuleExport entry : module.exports()) {
      out.writeUTF(entry.name());
      out.writeUTF(entry.kind().name());
      FunctionType type = entry.type();
      out.writeBoolean(type != null);
      if (type != null) {
        write(out, type);
      }
    }
    out.writeInt(module.memoryPages());
    out.writeBoolean(module.deterministic());
  }

  private static void write(DataOutputStream out, CompiledModule.Facts facts) throws IOException {
    out.writeInt(facts.startFunction());
    out.writeInt(facts.startDepth());
    out.writeInt(facts.ownGlobals());
    out.writeInt(facts.ownFunctions());
    out.writeBoolean(facts.changesTables());
    out.writeInt(facts.names().size());
    for (Map.Entry<Integer, String> name : facts.names().entrySet()) {
      out.writeInt(name.getKey());
      out.writeUTF(name.getValue());
    }
  }

  private static void write(DataOutputStream out, FunctionType type) throws IOException {
    for (List<ValueType> types : List.of(type.parameters(), type.results())) {
      out.writeInt(types.size());
      for (ValueType each : types) {
        out.writeUTF(each.name());
      }
    }
  }

  private static void write(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /** Returns the module, null when the bytes are none. */
  static @Nullable CompiledModule read(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      ModuleDescription description = description(in);
      byte[] outline = bytes(in);
      CompiledModule.Facts facts = facts(in);
      List<CompiledModule.Function> functions = new ArrayList<>();
      for (int i = count(in); i > 0; i--) {
        functions.add(
            new CompiledModule.Function(
                in.readUTF(),
                in.readInt(),
                type(in),
                in.readBoolean(),
                in.readInt(),
                in.readUTF()));
      }
      String main = in.readUTF();
      Map<String, byte[]> classes = new HashMap<>();
      for (int i = count(in); i > 0; i--) {
        classes.put(in.readUTF(), bytes(in));
      }
      return in.available() > 0
          ? null
          : new CompiledModule(
              description, outline, facts, functions, new EngineCompiler.Classes(main, classes));
    } catch (IOException | IllegalArgumentException e) {
      return null;
    }
  }

  private static ModuleDescription description(DataInputStream in) throws IOException {
    String digest = in.readUTF();
    int size = in.readInt();
    ModuleKind kind = ModuleKind.valueOf(in.readUTF());
    List<ModuleImport> imports = new ArrayList<>();
    for (int i = count(in); i > 0; i--) {
      imports.add(new ModuleImport(in.readUTF(), in.readUTF(), type(in)));
    }
    List<ModuleExport> exports = new ArrayList<>();
    for (int i = count(in); i > 0; i--) {
      exports.add(
          new ModuleExport(
              in.readUTF(),
              ExternalKind.valueOf(in.readUTF()),
              in.readBoolean() ? type(in) : null));
    }
    return new ModuleDescription(
        digest, size, kind, imports, exports, in.readInt(), in.readBoolean());
  }

  private static CompiledModule.Facts facts(DataInputStream in) throws IOException {
    int startFunction = in.readInt();
    int startDepth = in.readInt();
    int globals = in.readInt();
    int functions = in.readInt();
    boolean changesTables = in.readBoolean();
    Map<Integer, String> names = new HashMap<>();
    for (int i = count(in); i > 0; i--) {
      names.put(in.readInt(), in.readUTF());
    }
    return new CompiledModule.Facts(
        startFunction, startDepth, globals, functions, changesTables, names);
  }

  private static FunctionType type(DataInputStream in) throws IOException {
    return new FunctionType(types(in), types(in));
  }

  private static List<ValueType> types(DataInputStream in) throws IOException {
    List<ValueType> types = new ArrayList<>();
    for (int i = count(in); i > 0; i--) {
      types.add(ValueType.valueOf(in.readUTF()));
    }
    return types;
  }

  private static byte[] bytes(DataInputStream in) throws IOException {
    return in.readNBytes(count(in));
  }

  private static int count(DataInputStream in) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > in.available()) {
      throw new EOFException();
    }
    return count;
  }
}
