package dev.insitu.sandbox;

import com.dylibso.chicory.runtime.Instance;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/*
 * What is heavy lies in a slot, which is there while the instance is used and may be given back in
 * between. Entries of compiled code are bound to this object, so they survive that.
 */
/**
 * One instance as its callers know it. Every call begins and ends here, whether it came through a
 * handle or through an array.
 */
final class EngineInstance {
  /** States, as numbers: a call changes the state twice, and numbers need no barrier. */
  private static final int READY = 0;

  private static final int RUNNING = 1;
  private static final int DEAD = 2;
  private static final int PARKED = 3;
  static final String NOT_THERE = "instance is not initialised, has ended or is closed";

  private final SandboxInstance owner;
  private final HostMemory hostMemory = new HostMemory(this);
  private @Nullable EngineSlot slot;

  /** The slot's memory and instance, here because each call needs them. */
  private @Nullable FlatMemory memory;

  private @Nullable Instance instance;

  /** What the slot was or can be restored to; null while nothing has been kept. */
  private @Nullable EngineImage image;

  private final ParkedChanges parked;
  private long fuelWhenParked;
  private boolean sealed;
  private boolean restoreDue;
  private boolean argumentsWritten;

  /** Whether the present call cannot be run again, because nothing can bring its start back. */
  private boolean once;

  private boolean returnedNull;
  private int state;

  /** Creates an instance in a slot of which nothing has been kept yet. */
  EngineInstance(SandboxInstance owner, EngineSlot slot) {
    this.owner = owner;
    this.parked = new ParkedChanges(owner.module().pool());
    this.state = READY;
    use(slot);
  }

  /**
   * Creates an instance in the state of an image; it takes a slot when it is first used.
   *
   * @param sealed whether every call starts from there
   */
  EngineInstance(SandboxInstance owner, EngineImage image, boolean sealed) {
    this.owner = owner;
    this.parked = new ParkedChanges(owner.module().pool());
    this.image = image;
    this.sealed = sealed;
    this.fuelWhenParked = image.fuelUsed();
    this.state = PARKED;
  }

  private void use(EngineSlot taken) {
    slot = taken;
    memory = taken.memory();
    instance = taken.instance();
    taken.memory().ownedBy(owner);
  }

  /** Gives up the slot: what it holds belongs to somebody else from now on. */
  private EngineSlot leave() {
    EngineSlot left = slot();
    fuelWhenParked = left.memory().fuelUsed();
    left.memory().ownedBy(null);
    owner.guest().leave();
    slot = null;
    memory = null;
    instance = null;
    return left;
  }

  /** Returns the slot, after taking one if the instance is parked. */
  private EngineSlot slot() {
    if (state == PARKED) {
      resume();
    }
    EngineSlot present = slot;
    if (present == null) {
      throw new IllegalStateException(NOT_THERE);
    }
    return present;
  }

  FlatMemory memory() {
    FlatMemory present = memory;
    return present == null ? slot().memory() : present;
  }

  Instance instance() {
    Instance present = instance;
    return present == null ? slot().instance() : present;
  }

  HostMemory hostMemory() {
    return hostMemory;
  }

  /** Returns the fuel that the last call spent. */
  long fuelUsed() {
    FlatMemory present = memory;
    return present == null ? fuelWhenParked : present.fuelUsed();
  }

  /**
   * Takes a slot and brings the instance's state into it.
   *
   * @throws GuestEnd when there is no memory for it
   */
  void resume() {
    EngineImage start = Objects.requireNonNull(image);
    try {
      use(EngineStart.resume(owner, start, parked.changes(), fuelWhenParked));
    } catch (GuestEnd noMemory) {
      state = DEAD;
      throw noMemory;
    }
    parked.forget();
    state = READY;
  }

  /**
   * Gives the slot back and keeps what the instance has changed, which is nothing when every call
   * starts from the sealed state. Does nothing to an instance that runs, has ended, or whose host
   * has written something for a call to come.
   */
  void park() {
    if (state != READY || image == null) {
      return;
    }
    if (sealed) {
      if (!restoreDue && memory().hostWrote()) {
        return;
      }
      restoreIfDue();
    } else {
      parked.keep(slot().delta());
      slot().restore();
    }
    EngineSlot left = leave();
    state = PARKED;
    owner.module().pool().give(left);
  }

  /** Makes the present state the one that changes are kept from, and returns it. */
  EngineImage keep() {
    EngineImage present = slot().seal(owner);
    image = present;
    return present;
  }

  /** Returns the state that every call starts from. */
  EngineImage sealedImage() {
    if (!sealed || image == null) {
      throw new IllegalStateException("instance is not sealed");
    }
    return image;
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
    return state == READY || state == PARKED;
  }

  boolean isParked() {
    return state == PARKED;
  }

  boolean isSealed() {
    return sealed;
  }

  /** Lets a dead instance go on, as the specification's tests ask for. */
  void revive() {
    memory().unwind();
    state = READY;
  }

  /**
   * Ends the instance for good, also for the handles that are bound to it. Its slot goes back to
   * the pool, unless it has failed.
   */
  void close() {
    boolean whole = state == READY && image != null;
    state = DEAD;
    parked.forget();
    if (slot != null) {
      EngineSlot left = leave();
      if (whole) {
        left.restore();
        owner.module().pool().give(left);
      } else {
        left.memory().release();
      }
    }
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
    FlatMemory present = memory();
    if (!sealed) {
      // The guest's clock goes on from call to call; a sealed instance starts at the same instant.
      owner.wasi().endCall(present.fuelUsed());
    } else if (writes || present.hostWrote()) {
      restoreDue = true;
      argumentsWritten = present.hostWrote();
    }
    once = writes && !sealed;
    if (present.restart()) {
      throw new GuestEnd(ended(GuestStop.because(GuestStop.Cause.STOPPED)));
    }
    requireDepth(uncounted);
  }

  /**
   * Starts a call of a function that changes nothing, when nothing has to be done before it: the
   * same as the other way, and nothing but a few fields to read and write.
   *
   * @return whether it has; otherwise nothing has happened
   */
  boolean beginAtOnce(int uncounted) {
    FlatMemory present = memory;
    if (present == null
        || state != READY
        || !sealed
        || restoreDue
        || present.hostWrote()
        || uncounted > present.depthLimit()
        || !present.restartUnlooked()) {
      return false;
    }
    state = RUNNING;
    returnedNull = false;
    once = false;
    return true;
  }

  private void requireDepth(int uncounted) {
    if (uncounted > memory().depthLimit()) {
      throw new GuestEnd(ended(GuestStop.stackDepth(uncounted)));
    }
  }

  private void enter() {
    if (state != READY) {
      getReady();
    }
    state = RUNNING;
    returnedNull = false;
  }

  private void getReady() {
    switch (state) {
      case PARKED -> resume();
      case DEAD -> throw new IllegalStateException(NOT_THERE);
      default ->
          throw new IllegalStateException(
              "instance is in a call already; an instance belongs to one thread at a time");
    }
  }

  /**
   * Looks whether the present thread has some stack for a call that cannot run again, which goes on
   * on another thread when it needs more.
   *
   * @throws StackProbe.TooSmall when the call has to run on another thread from the beginning
   */
  void requireStack() {
    if (once) {
      if (GuestThreads.isCurrent()) {
        memory().floor(0);
      } else {
        StackProbe.require();
        memory().trustProbedStack();
      }
    }
  }

  /** Ends a call that returned. */
  void finish() {
    if (memory().isOverspent()) {
      throw new GuestEnd(ended(GuestStop.because(GuestStop.Cause.FUEL)));
    }
    state = READY;
  }

  /**
   * Ends a call that threw. When the Java stack ended, which a guest cannot help, the call runs
   * again on a large one.
   *
   * @param arguments the wasm arguments
   * @return the result of the second run; null when the guest exited with 0 and owes no result
   * @throws GuestEnd with the outcome
   */
  @Nullable Object failed(
      Throwable end, boolean writes, MethodHandle function, Object[] arguments) {
    if (canRunAgain(end, writes)) {
      Object[] all = Arrays.copyOf(arguments, arguments.length + 2);
      all[arguments.length] = memory();
      all[arguments.length + 1] = instance();
      try {
        Object result = GuestRuntime.continueDeeper(function, all, memory());
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
  boolean canRunAgain(Throwable end, boolean writes) {
    if (end instanceof StackProbe.TooSmall) {
      return true;
    }
    if (once || !EngineTraps.isJavaStack(end) || GuestThreads.isCurrent()) {
      return false;
    }
    if (writes) {
      goBack();
      if (argumentsWritten && !hostMemory.writeAgain()) {
        return false;
      }
    }
    memory().restart();
    memory().unwind();
    return true;
  }

  /** Throws the end of a call, unless the guest exited with 0 and owes no result. */
  void throwEnd(Throwable end, boolean owesResult) {
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
            memory(),
            owner.module().engine(),
            instance().getMachine() instanceof EngineInterpreter interpreter
                ? interpreter.left()
                : null);
    if (outcome instanceof Outcome.Completed) {
      memory().unwind();
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
      EngineCalls.invoke(
          this, owner.tier(), function.index(), function.writes(), arguments, results);
      function.extend(results);
      return new Outcome.Completed(fuelUsed());
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
    return continueWith(function, depth, new long[0], new long[0]);
  }

  /** Runs a function as {@link #continueWith(int, int)} does, with arguments and results. */
  Outcome continueWith(int function, int depth, long[] arguments, long[] results) {
    try {
      enter();
      once = true;
      requireDepth(depth);
      EngineCalls.invoke(this, owner.tier(), function, true, arguments, results);
      return new Outcome.Completed(fuelUsed());
    } catch (GuestEnd end) {
      return end.outcome();
    }
  }

  /**
   * Does between two calls of one budget what the guest may have to wait for.
   *
   * @throws GuestEnd when the guest has to stop
   */
  long between(LongSupplier work) {
    try {
      return work.getAsLong();
    } catch (GuestStop stop) {
      throw new GuestEnd(ended(stop));
    }
  }

  /** Makes the present state the one that every later call starts from. */
  void seal() {
    slot();
    if (!sealed || restoreDue) {
      owner.wasi().endCall(fuelUsed());
    }
    // What was written to standard error so far is not the first call's.
    owner.wasi().start(owner.wasi().state());
    keep();
    sealed = true;
    restoreDue = false;
    hostMemory.forget();
  }

  /** Goes back to the sealed state when a call ran since. */
  void restoreIfDue() {
    if (restoreDue) {
      restore();
    }
  }

  private void restore() {
    goBack();
    hostMemory.forget();
    restoreDue = false;
  }

  private void goBack() {
    slot().restore();
    if (owner.guest().takeCalled()) {
      owner.wasi().restore();
    }
  }
}
