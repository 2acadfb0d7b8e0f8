package dev.insitu.sandbox.module;

import java.util.Locale;

/** How a module expects to be started. */
public enum ModuleKind {
  /** Exports {@code _start}: a program that runs once, from standard input to standard output. */
  COMMAND,
  /** Exports {@code _initialize}: it is called once, then any other export. */
  REACTOR,
  /** Neither: its exports may be called as they are. */
  LIBRARY;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
