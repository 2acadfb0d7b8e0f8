package dev.insitu.sandbox;

import java.util.List;
import java.util.Map;

/** A value of a script: its type, and its bits in decimal or a class of NaNs. */
record SpecValue(String type, String value) {
  @SuppressWarnings("unchecked")
  static List<SpecValue> list(Object json) {
    return json == null
        ? List.of()
        : ((List<Map<String, Object>>) json)
            .stream()
                .map(v -> new SpecValue((String) v.get("type"), (String) v.get("value")))
                .toList();
  }

  /** Returns the value as the sandbox's arrays hold it. */
  long raw() {
    return switch (type) {
      case "i32" -> Integer.parseUnsignedInt(value);
      case "f32" -> Integer.parseUnsignedInt(value);
      case "i64", "f64" -> Long.parseUnsignedLong(value);
      case "funcref", "externref" -> value.equals("null") ? -1 : Long.parseLong(value);
      default -> throw new IllegalArgumentException(type);
    };
  }

  /** Returns whether a result is what the script expects. */
  boolean accepts(long result) {
    return switch (value) {
      case "nan:canonical" ->
          type.equals("f32")
              ? ((int) result & 0x7FFF_FFFF) == 0x7FC0_0000
              : (result & Long.MAX_VALUE) == 0x7FF8_0000_0000_0000L;
      case "nan:arithmetic" ->
          type.equals("f32")
              ? ((int) result & 0x7FC0_0000) == 0x7FC0_0000
              : (result & 0x7FF8_0000_0000_0000L) == 0x7FF8_0000_0000_0000L;
      default -> type.endsWith("32") ? (int) result == (int) raw() : result == raw();
    };
  }
}
