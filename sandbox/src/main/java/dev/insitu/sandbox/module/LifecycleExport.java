package dev.insitu.sandbox.module;

import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The exports that take the place of a program's {@code _start}: their names begin alike. */
public enum LifecycleExport {
  /** Begins a run. */
  OPEN(0, "_open", 0, true),
  /** Takes some bytes of input. */
  BATCH(1, "_batch", 2, true),
  /** Ends a partition of the input. */
  END_PARTITION(2, "_end_partition", 0, true),
  /** Ends the input. */
  FINISH(3, "_finish", 0, true),
  /** Ends the run; may be missing. */
  CLOSE(4, "_close", 0, false);

  private final int number;
  private final String suffix;
  private final int parameters;
  private final boolean required;

  LifecycleExport(int number, String suffix, int parameters, boolean required) {
    this.number = number;
    this.suffix = suffix;
    this.parameters = parameters;
    this.required = required;
  }

  /** Returns the number by which a host asks for a call, and a recording names it. */
  public int number() {
    return number;
  }

  /** Returns the export's name, which begins with this. */
  public String name(String prefix) {
    return prefix + suffix;
  }

  /** Returns what the export's name ends with. */
  public String suffix() {
    return suffix;
  }

  /** Returns the type that the export must have. */
  public FunctionType type() {
    return new FunctionType(Collections.nCopies(parameters, ValueType.I32), List.of());
  }

  /** Returns whether a module must have it. */
  public boolean isRequired() {
    return required;
  }

  /** Returns the first export that is missing or has another type, empty when all are right. */
  public static Optional<LifecycleExport> wrong(ModuleDescription module, String prefix) {
    for (LifecycleExport export : values()) {
      Optional<ModuleExport> found = module.function(export.name(prefix));
      if (found.isEmpty() ? export.required : !export.type().equals(found.get().type())) {
        return Optional.of(export);
      }
    }
    return Optional.empty();
  }
}
