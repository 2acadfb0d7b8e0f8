package dev.insitu.sandbox.module;

import java.util.List;
import java.util.Optional;

/**
 * What a verified module says about itself.
 *
 * @param digest SHA-256 of the module's bytes, 64 lower-case hexadecimal digits
 * @param sizeBytes the module's size in bytes
 * @param kind how it expects to be started
 * @param imports the host functions it asks for, in the module's order
 * @param exports what it offers, in the module's order
 * @param memoryPages its initial memory in pages of 64 KiB; 0 when it has no memory
 * @param deterministic whether none of its imports can differ between two runs of the same call
 */
public record ModuleDescription(
    String digest,
    int sizeBytes,
    ModuleKind kind,
    List<ModuleImport> imports,
    List<ModuleExport> exports,
    int memoryPages,
    boolean deterministic) {
  /** Copies both lists. */
  public ModuleDescription {
    imports = List.copyOf(imports);
    exports = List.copyOf(exports);
  }

  /** Returns the exported function of this name, if there is one. */
  public Optional<ModuleExport> function(String name) {
    return exports.stream()
        .filter(e -> e.kind() == ExternalKind.FUNCTION && e.name().equals(name))
        .findFirst();
  }
}
