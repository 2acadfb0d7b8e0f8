package dev.insitu.sandbox.module;

/** Caps on a module itself, checked before anything of it runs; the host sets them. */
public record ModuleLimits(int moduleBytes) {
  /** The caps that a server starts with. */
  public static final ModuleLimits DEFAULT = new ModuleLimits(16 << 20);
}
