package dev.insitu.udf.call;

import dev.insitu.sandbox.GuestEnd;
import dev.insitu.sandbox.Outcome;
import dev.insitu.sandbox.SandboxInstance;
import dev.insitu.sandbox.module.GuestAllocator;
import dev.insitu.sandbox.module.ModuleDescription;
import dev.insitu.sandbox.recording.CallRecording;
import dev.insitu.udf.error.CallErrors;
import dev.insitu.udf.error.ErrorCode;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the host puts text arguments in a guest's memory; its size depends on the call alone. */
final class ArgumentArena {
  private static final long SMALLEST = 64 * 1024;
  private static final int PAGE_BYTES = 64 * 1024;

  private ArgumentArena() {}

  /** Returns the capacity in bytes for arguments of this many bytes. */
  static long capacity(long bytes) {
    return bytes <= SMALLEST ? SMALLEST : Long.highestOneBit(bytes - 1) << 1;
  }

  /** Allocates an arena and returns its address; the instance is not sealed yet. */
  static long allocate(
      SandboxInstance instance,
      ModuleDescription module,
      long capacity,
      @Nullable CallRecording recording,
      CallErrors errors)
      throws SQLException {
    if (capacity > Integer.MAX_VALUE) {
      throw errors.error(ErrorCode.MEMORY, "text arguments need " + capacity + " bytes of memory");
    }
    Optional<GuestAllocator> allocator = GuestAllocator.of(module);
    if (allocator.isPresent()) {
      return allocate(instance, module, allocator.get(), capacity, recording, errors);
    }
    int pages = (int) (capacity / PAGE_BYTES);
    long address = grow(instance, pages, errors);
    if (recording != null) {
      recording.grown(pages, address);
    }
    if (address < 0) {
      throw errors.error(
          ErrorCode.MEMORY, "its memory cannot grow by " + capacity + " bytes of arguments");
    }
    return address;
  }

  private static long grow(SandboxInstance instance, int pages, CallErrors errors)
      throws SQLException {
    try {
      return instance.memory().growPages(pages);
    } catch (GuestEnd end) {
      throw errors.of(end.outcome());
    }
  }

  private static long allocate(
      SandboxInstance instance,
      ModuleDescription module,
      GuestAllocator allocator,
      long capacity,
      @Nullable CallRecording recording,
      CallErrors errors)
      throws SQLException {
    long[] arguments = allocator.arguments(capacity);
    long address = call(instance, allocator.export(), recording, errors, arguments);
    if (address == 0 || !instance.memory().contains(address, capacity)) {
      throw errors.error(
          ErrorCode.BAD_ALLOCATOR,
          allocator.export() + "(" + capacity + ") gave no memory but " + address);
    }
    Optional<String> pin = allocator.pin(module);
    if (pin.isPresent()) {
      call(instance, pin.get(), recording, errors, address);
    }
    return address;
  }

  private static long call(
      SandboxInstance instance,
      String export,
      @Nullable CallRecording recording,
      CallErrors errors,
      long... arguments)
      throws SQLException {
    long[] results = new long[1];
    Outcome outcome = instance.function(export).call(arguments, results);
    if (recording != null) {
      recording.prepared(export, arguments, outcome, results);
    }
    if (!(outcome instanceof Outcome.Completed)) {
      throw errors.of(outcome);
    }
    return results[0] & 0xFFFF_FFFFL;
  }
}
