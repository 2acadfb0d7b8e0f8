package dev.insitu.sandbox.binary;

import dev.insitu.sandbox.module.FunctionType;
import dev.insitu.sandbox.module.ValueType;
import java.util.List;

/**
 * One function body.
 *
 * @param index the function's index, imports counted
 * @param start first byte of the local declarations
 * @param codeStart first byte of the first instruction
 * @param end byte after the last {@code end}
 * @param locals all locals, parameters first
 */
public record FunctionBody(
    int index, FunctionType type, int start, int codeStart, int end, List<ValueType> locals) {
  /** Copies the locals. */
  public FunctionBody {
    locals = List.copyOf(locals);
  }
}
