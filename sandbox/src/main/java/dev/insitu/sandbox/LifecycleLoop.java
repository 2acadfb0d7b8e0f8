package dev.insitu.sandbox;

import dev.insitu.sandbox.module.GuestAllocator;
import dev.insitu.sandbox.module.LifecycleExport;
import dev.insitu.sandbox.wasi.InputChannel;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/*
 * What the host wants comes through the input channel, as bytes: so a run is bounded, stopped,
 * recorded and replayed as a command's is.
 */
/**
 * The calls of a module's lifecycle exports, one behind the other on one budget, as the host's
 * input asks for them: the number of the export and a length, both of four bytes, and so many bytes
 * for the guest's memory.
 */
final class LifecycleLoop {
  private static final int PAGE_BYTES = 1 << 16;
  private static final int SMALLEST = 1 << 16;
  private static final int LARGEST = 1 << 24;

  private final SandboxInstance instance;
  private final InputChannel input;
  private final @Nullable EngineFunction[] exports;
  private final byte[] head = new byte[2 * Integer.BYTES];
  private long address;
  private long capacity;

  LifecycleLoop(SandboxInstance instance, String prefix, InputChannel input) {
    this.instance = instance;
    this.input = input;
    LifecycleExport[] all = LifecycleExport.values();
    exports = new @Nullable EngineFunction[all.length];
    for (LifecycleExport export : all) {
      exports[export.number()] = instance.module().engine().function(export.name(prefix));
    }
  }

  /** Makes calls until the input ends or one does not return. */
  Outcome run() {
    EngineInstance engine = instance.engine();
    instance.guest().enter(engine.memory());
    Outcome outcome = new Outcome.Completed(engine.fuelUsed());
    while (outcome instanceof Outcome.Completed && !instance.guest().hasExited()) {
      try {
        if (engine.between(() -> input.read(instance.guest(), head)) < head.length) {
          return outcome;
        }
        outcome = call(engine, number(0), number(Integer.BYTES));
      } catch (GuestEnd end) {
        return end.outcome();
      }
    }
    return outcome;
  }

  private Outcome call(EngineInstance engine, int number, int length) {
    if (number < 0 || number >= exports.length || length < 0 || length > LARGEST) {
      return new Outcome.Faulted("the host asked for no call", engine.fuelUsed());
    }
    EngineFunction export = exports[number];
    if (export == null) {
      return new Outcome.Completed(engine.fuelUsed());
    }
    long[] arguments = {};
    if (number == LifecycleExport.BATCH.number()) {
      Outcome room = makeRoom(engine, length);
      if (!(room instanceof Outcome.Completed)) {
        return room;
      }
      engine.between(() -> input.read(instance.guest(), address, length));
      arguments = new long[] {(int) address, length};
    }
    return engine.continueWith(export.index(), export.depth(), arguments, new long[0]);
  }

  private int number(int at) {
    return (head[at] & 0xFF)
        | (head[at + 1] & 0xFF) << 8
        | (head[at + 2] & 0xFF) << 16
        | (head[at + 3] & 0xFF) << 24;
  }

  /** Makes sure that there is room for so many bytes, which later batches use again. */
  private Outcome makeRoom(EngineInstance engine, int length) {
    if (length <= capacity) {
      return new Outcome.Completed(engine.fuelUsed());
    }
    long wanted = length <= SMALLEST ? SMALLEST : Long.highestOneBit(length - 1L) << 1;
    Optional<GuestAllocator> allocator = GuestAllocator.of(instance.module().description());
    if (allocator.isEmpty()) {
      long grown = engine.between(() -> engine.memory().growPages((int) (wanted / PAGE_BYTES)));
      if (grown < 0) {
        int pages = engine.memory().pages();
        return new Outcome.Exhausted(
            Limits.Kind.MEMORY,
            pages + wanted / PAGE_BYTES,
            instance.limits().memoryPages(),
            engine.fuelUsed());
      }
      address = grown;
    } else {
      Outcome outcome = allocate(engine, allocator.get(), wanted);
      if (!(outcome instanceof Outcome.Completed)) {
        return outcome;
      }
    }
    capacity = wanted;
    return new Outcome.Completed(engine.fuelUsed());
  }

  private Outcome allocate(EngineInstance engine, GuestAllocator allocator, long wanted) {
    long[] result = new long[1];
    Outcome outcome = call(engine, allocator.export(), allocator.arguments(wanted), result);
    if (!(outcome instanceof Outcome.Completed)) {
      return outcome;
    }
    if (instance.guest().hasExited()) {
      return new Outcome.Exited(0, engine.fuelUsed());
    }
    address = result[0] & 0xFFFF_FFFFL;
    if (address == 0 || !engine.memory().contains(address, wanted)) {
      String message = allocator.export() + "(" + wanted + ") gave no memory but " + address;
      return new Outcome.Trapped(
          Outcome.TrapKind.HOST_POINTER, message, List.of(), engine.fuelUsed());
    }
    Optional<String> pin = allocator.pin(instance.module().description());
    return pin.isEmpty() ? outcome : call(engine, pin.get(), new long[] {(int) address}, result);
  }

  private Outcome call(EngineInstance engine, String name, long[] arguments, long[] result) {
    EngineFunction function = instance.module().engine().function(name);
    if (function == null) {
      throw new IllegalStateException("no export " + name);
    }
    return engine.continueWith(function.index(), function.depth(), arguments, result);
  }
}
