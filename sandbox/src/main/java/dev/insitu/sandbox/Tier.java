package dev.insitu.sandbox;

/**
 * How a module's code runs. Results, ends and fuel are the same on every tier, so a copy on another
 * tier checks the first.
 */
public enum Tier {
  /** Code of the Java virtual machine: the tier that answers queries. */
  COMPILED,
  /** The engine's interpreter, about a hundred times slower, on threads of its own. */
  INTERPRETED
}
