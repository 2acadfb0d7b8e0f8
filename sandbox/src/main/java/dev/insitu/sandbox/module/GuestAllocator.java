package dev.insitu.sandbox.module;

import java.util.List;
import java.util.Optional;

/**
 * An export through which the host asks a guest for memory.
 *
 * @param export its name
 * @param type its type, as text
 * @param size which argument is the size
 * @param arguments what it is called with, but for the size
 */
public record GuestAllocator(String export, String type, int size, List<Long> arguments) {
  private static final List<GuestAllocator> ALL =
      List.of(
          new GuestAllocator("insitu_alloc", "(i32) -> i32", 0, List.of(0L)),
          new GuestAllocator("malloc", "(i32) -> i32", 0, List.of(0L)),
          new GuestAllocator(
              "cabi_realloc", "(i32, i32, i32, i32) -> i32", 3, List.of(0L, 0L, 8L, 0L)),
          new GuestAllocator("__new", "(i32, i32) -> i32", 0, List.of(0L, 1L)));

  private static final GuestAllocator PIN =
      new GuestAllocator("__pin", "(i32) -> i32", 0, List.of(0L));

  /** Copies the arguments. */
  public GuestAllocator {
    arguments = List.copyOf(arguments);
  }

  /** Returns the first one that a module exports. */
  public static Optional<GuestAllocator> of(ModuleDescription module) {
    return ALL.stream().filter(a -> a.isIn(module)).findFirst();
  }

  /** Returns the arguments of a call for this many bytes. */
  public long[] arguments(long capacity) {
    long[] all = arguments.stream().mapToLong(Long::longValue).toArray();
    all[size] = capacity;
    return all;
  }

  /**
   * Returns the name of what keeps the memory for good, called with its address: AssemblyScript's
   * collector would take what nothing of the guest refers to.
   */
  public Optional<String> pin(ModuleDescription module) {
    return export.equals("__new") && PIN.isIn(module) ? Optional.of(PIN.export) : Optional.empty();
  }

  private boolean isIn(ModuleDescription module) {
    return module.function(export).map(ModuleExport::type).map(String::valueOf).stream()
        .anyMatch(type::equals);
  }
}
