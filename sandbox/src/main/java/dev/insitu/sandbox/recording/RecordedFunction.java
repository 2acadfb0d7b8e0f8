package dev.insitu.sandbox.recording;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the host says about the function that was called; text for the reader, except for the
 * export.
 *
 * @param module the module's name
 * @param name the function's name
 * @param export the export that is called
 * @param signature the function's parameters and result
 * @param style the parameter style
 * @param options what the function was defined with
 */
public record RecordedFunction(
    String module,
    String name,
    String export,
    String signature,
    String style,
    Map<String, String> options) {
  /** Copies the options, ordered by name, so that the same function gives the same bytes. */
  public RecordedFunction {
    options = Collections.unmodifiableMap(new TreeMap<>(options));
  }
}
