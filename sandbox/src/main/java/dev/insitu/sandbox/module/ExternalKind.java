package dev.insitu.sandbox.module;

import java.util.Locale;

/** What an import or an export names. */
public enum ExternalKind {
  FUNCTION,
  TABLE,
  MEMORY,
  GLOBAL;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
