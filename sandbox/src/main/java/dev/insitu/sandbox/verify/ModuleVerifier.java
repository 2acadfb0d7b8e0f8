package dev.insitu.sandbox.verify;

import dev.insitu.sandbox.binary.FunctionBody;
import dev.insitu.sandbox.binary.Instruction;
import dev.insitu.sandbox.binary.InstructionReader;
import dev.insitu.sandbox.binary.ModuleBinary;
import dev.insitu.sandbox.binary.ModuleParser;
import dev.insitu.sandbox.module.ExternalKind;
import dev.insitu.sandbox.module.FunctionType;
import dev.insitu.sandbox.module.ModuleDescription;
import dev.insitu.sandbox.module.ModuleExport;
import dev.insitu.sandbox.module.ModuleImport;
import dev.insitu.sandbox.module.ModuleKind;
import dev.insitu.sandbox.module.ModuleLimits;
import dev.insitu.sandbox.module.ModuleRejected;
import dev.insitu.sandbox.module.ModuleRejected.Reason;
import dev.insitu.sandbox.module.SafeText;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Holds a module against every static rule before the engine sees a byte of it. The time is linear
 * in the module's size and the memory bounded by it; types of operands are checked by the engine's
 * validator afterwards.
 */
public final class ModuleVerifier {
  /** The type of the functions that start a command or a reactor. */
  private static final FunctionType START = new FunctionType(List.of(), List.of());

  /** Entries that the engine's lists for indirect calls may have together. */
  private static final long TYPE_PAIRS = 200_000;

  private ModuleVerifier() {}

  /**
   * What verification leaves for the next stage.
   *
   * @param changesTables whether some instruction changes a table or drops a segment
   * @param writers the functions that may change memory, globals or tables, themselves or through
   *     others
   */
  public record Verified(
      ModuleBinary binary, ModuleDescription description, boolean changesTables, BitSet writers) {}

  /**
   * Verifies a module.
   *
   * @throws ModuleRejected with one sentence: place, rule, found, allowed
   */
  public static Verified verify(byte[] wasm, ModuleLimits limits) throws ModuleRejected {
    ModuleBinary binary = ModuleParser.parse(wasm, limits);
    if (!binary.foreignImports().isEmpty()) {
      throw new ModuleRejected(Reason.IMPORT, binary.foreignImports().get(0));
    }
    for (int i = 0; i < binary.imports().size(); i++) {
      checkImport(binary.imports().get(i), binary.importOffsets().get(i));
    }
    checkMemoryExport(binary);
    return verify(binary, limits);
  }

  /**
   * Verifies a module whose imports other modules will provide: the same rules, except that it may
   * import whatever it likes. For test suites that link modules with each other.
   */
  public static Verified verifyLinked(byte[] wasm, ModuleLimits limits) throws ModuleRejected {
    return verify(ModuleParser.parse(wasm, limits), limits);
  }

  private static Verified verify(ModuleBinary binary, ModuleLimits limits) throws ModuleRejected {
    Effects effects = new Effects(binary);
    boolean changesTables = false;
    long instructions = 0;
    for (FunctionBody body : binary.bodies()) {
      InstructionReader code = new InstructionReader(binary, body, limits);
      instructions += body.locals().size();
      while (code.next()) {
        changesTables |= changesTables(code.current().opcode());
        effects.add(body.index(), code.current());
        instructions += 1 + code.current().targets();
        if (instructions > limits.instructions()) {
          throw new ModuleRejected(
              Reason.LIMIT,
              "byte "
                  + code.current().start()
                  + ", "
                  + binary.place(body.index())
                  + ": more than the allowed "
                  + limits.instructions()
                  + " instructions, locals and branch targets in all functions");
        }
      }
    }
    checkIndirectCalls(binary);
    return new Verified(binary, describe(binary), changesTables, effects.writers());
  }

  /** The engine writes a list of functions for each type, however often the type is repeated. */
  private static void checkIndirectCalls(ModuleBinary binary) throws ModuleRejected {
    Map<FunctionType, Integer> repeated = new HashMap<>();
    binary.types().forEach(type -> repeated.merge(type, 1, Integer::sum));
    long pairs = 0;
    for (int type : binary.functionTypes()) {
      pairs += repeated.getOrDefault(binary.types().get(type), 0);
    }
    if (pairs > TYPE_PAIRS) {
      throw new ModuleRejected(
          Reason.LIMIT,
          "type section: "
              + pairs
              + " pairs of a function and a type equal to its own, allowed "
              + TYPE_PAIRS);
    }
  }

  private static boolean changesTables(int opcode) {
    return switch (opcode) {
      case Instruction.TABLE_SET,
          Instruction.TABLE_GROW,
          Instruction.TABLE_FILL,
          Instruction.TABLE_COPY,
          Instruction.TABLE_INIT,
          Instruction.DATA_DROP,
          Instruction.ELEM_DROP ->
          true;
      default -> false;
    };
  }

  private static void checkImport(ModuleImport entry, int offset) throws ModuleRejected {
    FunctionType allowed = AllowedImports.signature(entry.module(), entry.name());
    String name =
        "byte "
            + offset
            + ", import section: "
            + SafeText.quote(entry.module() + "." + entry.name());
    if (allowed == null) {
      throw new ModuleRejected(
          Reason.IMPORT,
          name
              + " is not allowed; a module may import insitu.return_null, insitu.raise and"
              + " functions of wasi_snapshot_preview1 other than sockets");
    }
    if (!allowed.equals(entry.type())) {
      throw new ModuleRejected(
          Reason.IMPORT, name + " has type " + entry.type() + ", allowed " + allowed);
    }
  }

  private static void checkMemoryExport(ModuleBinary binary) throws ModuleRejected {
    boolean wasi = binary.imports().stream().anyMatch(i -> i.module().equals(AllowedImports.WASI));
    boolean exported =
        binary.exports().stream()
            .anyMatch(e -> e.kind() == ExternalKind.MEMORY && e.name().equals("memory"));
    if (wasi && !exported) {
      throw new ModuleRejected(
          Reason.IMPORT, "export section: a module that imports WASI must export its 'memory'");
    }
  }

  private static ModuleDescription describe(ModuleBinary binary) {
    return new ModuleDescription(
        digest(binary.bytes()),
        binary.bytes().length,
        kind(binary),
        binary.imports(),
        binary.exports(),
        Math.max(0, binary.memoryPages()),
        binary.imports().stream().noneMatch(ModuleImport::varies));
  }

  private static ModuleKind kind(ModuleBinary binary) {
    if (exports(binary, "_start")) {
      return ModuleKind.COMMAND;
    }
    return exports(binary, "_initialize") ? ModuleKind.REACTOR : ModuleKind.LIBRARY;
  }

  private static boolean exports(ModuleBinary binary, String function) {
    for (ModuleExport export : binary.exports()) {
      if (export.name().equals(function) && START.equals(export.type())) {
        return true;
      }
    }
    return false;
  }

  /** Returns the SHA-256 of a module's bytes, in lower-case hexadecimal digits. */
  public static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
