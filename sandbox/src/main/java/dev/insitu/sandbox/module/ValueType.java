package dev.insitu.sandbox.module;

import java.util.Locale;

/** A value type of the WebAssembly core specification that the sandbox accepts. */
public enum ValueType {
  I32,
  I64,
  F32,
  F64,
  FUNCREF;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
