package dev.insitu.udf.option;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/** The options of WITH that bound the states of an aggregate, in bytes. */
public enum StateOption {
  /** Bytes that the state of one group may have. */
  MAX_STATE_BYTES("max_state_bytes", 64L << 10, 16L << 20),
  /** Bytes that the states of all groups may have that one statement keeps at once. */
  MAX_TOTAL_STATE_BYTES("max_total_state_bytes", 128L << 20, 1L << 40);

  private final String key;
  private final long defaultValue;
  private final long maximum;

  StateOption(String key, long defaultValue, long maximum) {
    this.key = key;
    this.defaultValue = defaultValue;
    this.maximum = maximum;
  }

  /** Returns the option of this name, which is in lower case. */
  static Optional<StateOption> of(String key) {
    return Arrays.stream(values()).filter(o -> o.key.equals(key)).findFirst();
  }

  /** Returns the option's name in SQL. */
  public String key() {
    return key;
  }

  /** Returns the value that holds when WITH does not name the option. */
  public long defaultValue() {
    return defaultValue;
  }

  /** Returns the largest value. */
  public long maximum() {
    return maximum;
  }

  /** Reads a value; empty when it is none or out of bounds. */
  OptionalLong read(String text) {
    return NumericOption.Unit.BYTES.read(text, 0, maximum);
  }

  /** Returns what may be written. */
  String allowed() {
    return NumericOption.Unit.BYTES.allowed(0, maximum);
  }
}
