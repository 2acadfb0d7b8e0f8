package dev.insitu.sandbox.module;

import java.util.Set;

/** A function that a module asks of its host; nothing but functions may be imported. */
public record ModuleImport(String module, String name, FunctionType type) {
  private static final Set<String> VARYING =
      Set.of("clock_time_get", "clock_res_get", "random_get", "poll_oneoff");

  /** Returns whether what it answers can differ between two runs of the same call. */
  public boolean varies() {
    return VARYING.contains(name);
  }
}
