package dev.insitu.sandbox;

import com.dylibso.chicory.runtime.HostFunction;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.ValType;
import dev.insitu.sandbox.module.ModuleImport;
import dev.insitu.sandbox.module.ValueType;
import dev.insitu.sandbox.wasi.WasiFunction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** The host functions that a module's instances are linked with: the ABI's two, and WASI's. */
final class EngineImports {
  /** What a host call costs. */
  private static final int CALL_UNITS = 16;

  private static final int STATE_BYTES = 5;
  private static final int MESSAGE_BYTES = 1_024;
  private static final long[] NOTHING = {};

  private final ImportValues values;

  /** Stands for values that other modules provide, in test suites. */
  EngineImports(ImportValues linked) {
    values = linked;
  }

  EngineImports(List<ModuleImport> imports) {
    ImportValues.Builder builder = ImportValues.builder();
    for (ModuleImport entry : imports) {
      FunctionType type =
          FunctionType.of(types(entry.type().parameters()), types(entry.type().results()));
      WasiFunction function =
          entry.module().equals(WasiFunction.MODULE)
              ? WasiFunction.valueOf(entry.name().toUpperCase(Locale.ROOT))
              : null;
      builder.addFunction(
          new HostFunction(
              entry.module(),
              entry.name(),
              type,
              (instance, arguments) -> {
                FlatMemory memory = (FlatMemory) instance.memory();
                memory.takeAndCheck(CALL_UNITS);
                return function == null
                    ? abi(entry.name(), memory, arguments, memory.owner())
                    : wasi(function, memory, arguments, memory.owner());
              }));
    }
    values = builder.build();
  }

  /** Returns the functions; each finds the instance that calls it by its memory. */
  ImportValues values() {
    return values;
  }

  private static long[] wasi(
      WasiFunction function, FlatMemory memory, long[] arguments, SandboxInstance owner) {
    owner.guest().enter(memory);
    return new long[] {owner.wasi().call(function, arguments)};
  }

  private static long[] abi(
      String name, FlatMemory memory, long[] arguments, SandboxInstance owner) {
    if (name.equals("return_null")) {
      owner.returnNull();
      return NOTHING;
    }
    throw GuestStop.raised(
        text(memory, arguments[0], STATE_BYTES, STATE_BYTES),
        text(memory, arguments[1], arguments[2] & 0xFFFF_FFFFL, MESSAGE_BYTES));
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

  static List<ValType> types(List<ValueType> types) {
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
