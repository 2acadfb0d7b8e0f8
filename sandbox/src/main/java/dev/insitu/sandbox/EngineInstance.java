package dev.insitu.sandbox;

import com.dylibso.chicory.runtime.GlobalInstance;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.wasm.types.Element;
import com.dylibso.chicory.wasm.types.MutabilityType;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One instance of the engine, with its memory and the globals that a restore brings back. Every
 * call begins and ends here, whether it came through a handle or through an array.
 */
final class EngineInstance {
  /** States, as numbers: a call changes the state twice, and numbers need no barrier. */
  private static final int READY = 0;

  private static final int RUNNING = 1;
  private static final int DEAD = 2;

  private final SandboxInstance owner;
  private final Instance instance;
  private final Machine machine;
  private final FlatMemory memory;
  private final GlobalInstance[] variables;
  private long[] sealedVariables = {};
  private Element[] sealedElements = {};
  private EngineTable[] sealedTables = {};
  private boolean sealed;
  private boolean restoreDue;
  private boolean argumentsWritten;
  private boolean returnedNull;
  private int state = READY;

  private EngineInstance(SandboxInstance owner, Instance instance, FlatMemory memory) {
    this.owner = owner;
    this.instance = instance;
    this.machine = instance.getMachine();
    this.memory = memory;
    int globals = owner.module().engine().facts().ownGlobals();
    this.variables =
        IntStream.range(0, globals)
            .mapToObj(instance::global)
            .filter(global -> global.getMutabilityType() == MutabilityType.Var)
            .toArray(GlobalInstance[]::new);
  }

  /** What building gave: an instance, or only the way it failed. */
  record Built(@Nullable EngineInstance instance, Outcome outcome) {}

  static Built build(SandboxInstance owner, Limits limits) {
    Engine engine = owner.module().engine();
    long entries = engine.initialTableEntries();
    if (entries > limits.tableEntries()) {
      return new Built(
          null,
          new Outcome.Exhausted(Limits.Kind.TABLE_ENTRIES, entries, limits.tableEntries(), 0));
    }
    if (engine.initialPages() > limits.memoryPages()) {
      return new Built(null, tooLarge(owner, limits));
    }
    FlatMemory[] memory = new FlatMemory[1];
    try {
      Instance instance = engine.instantiate(owner, memory, limits);
      memory[0] = (FlatMemory) instance.memory();
      return new Built(
          new EngineInstance(owner, instance, memory[0]),
          new Outcome.Completed(memory[0].fuelUsed()));
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      if (memory[0] != null) {
        return new Built(null, EngineTraps.outcome(e, memory[0], engine, List.of()));
      }
      return new Built(
          null, e instanceof OutOfMemoryError ? tooLarge(owner, limits) : EngineTraps.unbuilt(e));
    }
  }

  private static Outcome tooLarge(SandboxInstance owner, Limits limits) {
    return new Outcome.Exhausted(
        Limits.Kind.MEMORY, owner.module().engine().initialPages(), limits.memoryPages(), 0);
  }

  FlatMemory memory() {
    return memory;
  }

  Instance instance() {
    return instance;
  }

  /** Returns the handle of a function, bound to this instance. */
  MethodHandle handle(EngineFunction function) {
    return owner.tier() == Tier.COMPILED ? function.entry().bindTo(this) : function.boxing(this);
  }

  /** Notes that the present call gives NULL. */
  void returnNull() {
    returnedNull = true;
  }

  boolean returnedNull() {
    return returnedNull;
  }

  boolean isAlive() {
    return state == READY;
  }

  /** Lets a dead instance go on, as the specification's tests ask for. */
  void revive() {
    memory.unwind();
    state = READY;
  }

  /** Ends the instance for good, also for the handles that are bound to it. */
  void close() {
    state = DEAD;
    memory.release();
  }

  /**
   * Starts a call: the sealed state comes back when something changed it, and the meter starts
   * anew.
   *
   * @param writes whether the function may change the instance
   * @param uncounted the call depth that the function may take without counting it
   * @throws IllegalStateException when the instance cannot be called now
   * @throws GuestEnd when the guest has to stop before it starts
   */
  void begin(boolean writes, int uncounted) {
    enter();
    if (restoreDue) {
      restore();
    }
    if (!sealed) {
      // The guest's clock goes on from call to call; a sealed instance starts at the same instant.
      owner.wasi().endCall(memory.fuelUsed());
    } else if (writes || memory.hostWrote()) {
      restoreDue = true;
      argumentsWritten = memory.hostWrote();
    }
    if (memory.restart()) {
      throw new GuestEnd(ended(GuestStop.because(GuestStop.Cause.STOPPED)));
    }
    requireDepth(uncounted);
  }

  private void requireDepth(int uncounted) {
    if (uncounted > memory.depthLimit()) {
      throw new GuestEnd(ended(GuestStop.stackDepth(uncounted)));
    }
  }

  private void enter() {
    if (state != READY) {
      throw new IllegalStateException(
          state == DEAD
              ? "instance is not initialised, has ended or is closed"
              : "instance is in a call already; an instance belongs to one thread at a time");
    }
    state = RUNNING;
    returnedNull = false;
  }

  /** Ends a call that returned. */
  void finish() {
    if (memory.isOverspent()) {
      throw new GuestEnd(ended(GuestStop.because(GuestStop.Cause.FUEL)));
    }
    state = READY;
  }

  /**
   * Ends a call that threw. When the Java stack ended, which a guest cannot help, the call runs
   * again on a large one if that is possible.
   *
   * @param arguments the wasm arguments
   * @return the result of the second run; null when the guest exited with 0 and owes no result
   * @throws GuestEnd with the outcome
   */
  @Nullable Object failed(
      Throwable end, boolean writes, MethodHandle function, Object[] arguments) {
    if (canRunAgain(end, writes)) {
      Object[] all = Arrays.copyOf(arguments, arguments.length + 2);
      all[arguments.length] = memory;
      all[arguments.length + 1] = instance;
      try {
        Object result = GuestRuntime.continueDeeper(function, all, memory);
        finish();
        return result;
      } catch (RuntimeException | Error second) {
        throwEnd(second, function.type().returnType() != void.class);
        return null;
      }
    }
    throwEnd(end, function.type().returnType() != void.class);
    return null;
  }

  /** Returns whether a call that the Java stack ended can run again, and gets it ready. */
  private boolean canRunAgain(Throwable end, boolean writes) {
    if (!EngineTraps.isJavaStack(end) || GuestThreads.isCurrent()) {
      return false;
    }
    if (writes) {
      if (!sealed || argumentsWritten) {
        return false;
      }
      restore();
      restoreDue = true;
    }
    memory.restart();
    memory.unwind();
    return true;
  }

  /** Throws the end of a call, unless the guest exited with 0 and owes no result. */
  private void throwEnd(Throwable end, boolean owesResult) {
    if (end instanceof GuestEnd known) {
      throw known;
    }
    Outcome outcome = ended(end);
    if (!(outcome instanceof Outcome.Completed)) {
      throw new GuestEnd(outcome);
    }
    if (owesResult) {
      state = DEAD;
      throw new GuestEnd(new Outcome.Exited(0, outcome.fuelUsed()));
    }
  }

  private Outcome ended(Throwable end) {
    Outcome outcome =
        EngineTraps.outcome(
            end,
            memory,
            owner.module().engine(),
            machine instanceof EngineInterpreter interpreter ? interpreter.left() : null);
    if (outcome instanceof Outcome.Completed) {
      memory.unwind();
      state = READY;
    } else {
      state = DEAD;
    }
    return outcome;
  }

  /** Calls a function through arrays: i32 sign-extended, floats as their bits. */
  Outcome call(EngineFunction function, long[] arguments, long[] results) {
    try {
      begin(function.writes(), function.depth());
      invoke(function.index(), function.writes(), arguments, results);
      function.extend(results);
      return new Outcome.Completed(memory.fuelUsed());
    } catch (GuestEnd end) {
      return end.outcome();
    }
  }

  /**
   * Runs a function on what is left of the budget that instantiation began.
   *
   * @param depth the call depth that it may take without counting it
   */
  Outcome continueWith(int function, int depth) {
    try {
      enter();
      requireDepth(depth);
      invoke(function, true, new long[0], new long[0]);
      return new Outcome.Completed(memory.fuelUsed());
    } catch (GuestEnd end) {
      return end.outcome();
    }
  }

  private void invoke(int function, boolean writes, long[] arguments, long[] results) {
    try {
      if (owner.tier() == Tier.INTERPRETED) {
        invokeDeep(function, arguments, results);
      } else {
        invokeHere(function, arguments, results);
      }
    } catch (RuntimeException | Error end) {
      if (!canRunAgain(end, writes)) {
        throwEnd(end, results.length > 0);
        return;
      }
      try {
        invokeDeep(function, arguments, results);
      } catch (RuntimeException | Error second) {
        throwEnd(second, results.length > 0);
        return;
      }
    }
    finish();
  }

  private void invokeDeep(int function, long[] arguments, long[] results) {
    GuestThreads.call(
        () -> {
          invokeHere(function, arguments, results);
          return results;
        },
        memory.depthLimit());
  }

  private void invokeHere(int function, long[] arguments, long[] results) {
    long[] values = machine.call(function, arguments);
    if (values != null) {
      System.arraycopy(values, 0, results, 0, Math.min(values.length, results.length));
    }
  }

  /** Makes the present state the one that every later call starts from. */
  void seal() {
    if (!sealed || restoreDue) {
      owner.wasi().endCall(memory.fuelUsed());
    }
    owner.wasi().seal();
    memory.seal();
    if (owner.module().engine().facts().changesTables()) {
      sealTables();
    }
    sealedVariables = Arrays.stream(variables).mapToLong(GlobalInstance::getValue).toArray();
    sealed = true;
    restoreDue = false;
  }

  /** Goes back to the sealed state when a call ran since. */
  void restoreIfDue() {
    if (restoreDue) {
      restore();
    }
  }

  private void sealTables() {
    sealedElements =
        IntStream.range(0, instance.elementCount())
            .mapToObj(instance::element)
            .toArray(Element[]::new);
    sealedTables =
        IntStream.range(0, instance.tableCount())
            .mapToObj(i -> (EngineTable) instance.table(i))
            .toArray(EngineTable[]::new);
    for (EngineTable table : sealedTables) {
      table.seal();
    }
  }

  private void restore() {
    restoreDue = false;
    memory.restore();
    owner.wasi().restore();
    for (int i = 0; i < sealedElements.length; i++) {
      instance.setElement(i, sealedElements[i]);
    }
    for (EngineTable table : sealedTables) {
      table.restore();
    }
    for (int i = 0; i < variables.length; i++) {
      variables[i].setValue(sealedVariables[i]);
    }
  }
}
