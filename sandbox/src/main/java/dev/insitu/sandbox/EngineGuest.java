package dev.insitu.sandbox;

import dev.insitu.sandbox.wasi.WasiGuest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An instance's memory and meter as WASI sees them; the memory comes with the first call. */
final class EngineGuest implements WasiGuest {
  private static final int CHARGE_MAX = 1 << 30;

  private @Nullable FlatMemory memory;
  private boolean called;
  private boolean exited;

  /** Begins a call of a host function. */
  void enter(FlatMemory present) {
    memory = present;
    called = true;
  }

  /** Lets the memory go, which the instance has given up. */
  void leave() {
    memory = null;
  }

  /** Returns whether a host function has been called since this was last asked. */
  boolean takeCalled() {
    boolean was = called;
    called = false;
    return was;
  }

  /** Returns whether the guest has called {@code proc_exit}. */
  boolean hasExited() {
    return exited;
  }

  private FlatMemory memory() {
    return Objects.requireNonNull(memory, "no host function has been called yet");
  }

  @Override
  public boolean contains(long address, long length) {
    return memory().contains(address, length);
  }

  @Override
  public boolean read(long address, byte[] target, int offset, int length) {
    return memory().read(address, target, offset, length);
  }

  @Override
  public boolean write(long address, byte[] source, int offset, int length) {
    return memory().write(address, source, offset, length);
  }

  @Override
  public void charge(long units) {
    for (long left = units; left > 0; left -= CHARGE_MAX) {
      memory().takeAndCheck((int) Math.min(left, CHARGE_MAX));
    }
  }

  @Override
  public long fuelUsed() {
    return memory().fuelUsed();
  }

  @Override
  public void checkStop() {
    memory().checkStop();
  }

  @Override
  public RuntimeException exited(int code) {
    exited = true;
    return GuestStop.exit(code);
  }

  @Override
  public RuntimeException outputExhausted(long used) {
    return GuestStop.outputBytes(used);
  }
}
