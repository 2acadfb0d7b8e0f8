package dev.insitu.sandbox;

import com.dylibso.chicory.runtime.HostFunction;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.ValType;
import dev.insitu.sandbox.module.ModuleImport;
import dev.insitu.sandbox.module.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The host functions that instances are linked with: the two of the ABI, and WASI's, which answer
 * {@code ENOSYS} to a caller that is no running command.
 */
final class EngineImports {
  /** What a host call costs. */
  private static final int CALL_UNITS = 16;

  private static final long ENOSYS = 52;
  private static final int STATE_BYTES = 5;
  private static final int MESSAGE_BYTES = 1_024;
  private static final long[] NOTHING = {};

  private EngineImports() {}

  static ImportValues of(List<ModuleImport> imports, SandboxInstance owner) {
    ImportValues.Builder values = ImportValues.builder();
    for (ModuleImport entry : imports) {
      FunctionType type =
          FunctionType.of(types(entry.type().parameters()), types(entry.type().results()));
      values.addFunction(
          new HostFunction(
              entry.module(),
              entry.name(),
              type,
              (instance, arguments) -> {
                FlatMemory memory = (FlatMemory) instance.memory();
                memory.takeAndCheck(CALL_UNITS);
                return call(entry, memory, arguments, owner);
              }));
    }
    return values.build();
  }

  private static long[] call(
      ModuleImport entry, FlatMemory memory, long[] arguments, SandboxInstance owner) {
    return switch (entry.name()) {
      case "return_null" -> {
        owner.returnNull();
        yield NOTHING;
      }
      case "raise" ->
          throw GuestStop.raised(
              text(memory, arguments[0], STATE_BYTES, STATE_BYTES),
              text(memory, arguments[1], arguments[2] & 0xFFFF_FFFFL, MESSAGE_BYTES));
      case "proc_exit" -> throw GuestStop.exit((int) arguments[0]);
      default -> new long[] {ENOSYS};
    };
  }

  /**
   * Reads text that people will read: cut at the border of a character, U+FFFD for what is no
   * UTF-8.
   */
  private static String text(FlatMemory memory, long pointer, long length, int most) {
    long address = pointer & 0xFFFF_FFFFL;
    if (!memory.contains(address, length)) {
      throw GuestStop.because(GuestStop.Cause.HOST_POINTER);
    }
    byte[] bytes = new byte[(int) Math.min(length, most + 1L)];
    memory.read(address, bytes, 0, bytes.length);
    int end = Math.min(bytes.length, most);
    while (end > 0 && end < bytes.length && (bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }

  private static List<ValType> types(List<ValueType> types) {
    return types.stream()
        .map(type ->
            switch (type) {
              case I32 -> ValType.I32;
              case I64 -> ValType.I64;
              case F32 -> ValType.F32;
              case F64 -> ValType.F64;
              case FUNCREF -> ValType.FuncRef;
            })
        .toList();
  }
}
