package dev.insitu.sandbox.binary;

import java.util.BitSet;

/*
 * The specification leaves the bits of a NaN that arithmetic makes open, but not those of one that
 * is only copied: programs keep pointers in them. Where both could arrive at the same place, the
 * first kind is made canonical on its way there, so that the place holds bits that must be kept.
 */
/**
 * What walks over a function learn about where its NaNs come from. It only grows; when a walk adds
 * nothing, it is complete.
 */
public final class NanOrigins {
  private final BitSet arithmetic = new BitSet();
  private final BitSet copied = new BitSet();
  private final BitSet merges = new BitSet();
  private final FunctionBody body;
  private boolean grown;

  /** Starts with what is known of every function: parameters are copies. */
  public NanOrigins(FunctionBody body) {
    this.body = body;
    copied.set(0, body.type().parameters().size());
  }

  /** Assumes the worst of everything, so that no further walk is needed. */
  public void assumeAll() {
    arithmetic.set(0, body.locals().size());
    copied.set(0, body.locals().size());
    merges.set(0, 1 + body.end() - body.start());
  }

  /** Starts another walk; returns whether the one before added anything. */
  public boolean startWalk() {
    boolean before = grown;
    grown = false;
    return before;
  }

  void addLocal(int local, boolean isArithmetic, boolean isCopied) {
    if (isArithmetic) {
      add(arithmetic, local);
    }
    if (isCopied) {
      add(copied, local);
    }
  }

  /** Notes that both kinds arrive at the end of a construct, counted in the order of openings. */
  void addMerge(int construct) {
    add(merges, construct);
  }

  private void add(BitSet set, int index) {
    if (!set.get(index)) {
      set.set(index);
      grown = true;
    }
  }

  boolean isArithmetic(int local) {
    return arithmetic.get(local) && !copied.get(local);
  }

  boolean isCopied(int local) {
    return copied.get(local);
  }

  boolean isMixed(int local) {
    return arithmetic.get(local) && copied.get(local);
  }

  boolean merges(int construct) {
    return merges.get(construct);
  }
}
