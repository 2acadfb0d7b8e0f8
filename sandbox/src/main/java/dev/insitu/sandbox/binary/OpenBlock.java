package dev.insitu.sandbox.binary;

import dev.insitu.sandbox.module.FunctionType;
import dev.insitu.sandbox.module.ValueType;
import java.util.List;

/** A construct that is open, as {@link TypedCode} knows it. */
final class OpenBlock {
  final int opcode;
  final FunctionType type;
  final int height;
  final boolean dead;
  final int ordinal;
  final boolean[] startArithmetic;
  final boolean[] startCopied;
  final boolean[] endArithmetic;
  final boolean[] endCopied;
  boolean unreachable;
  boolean elseSeen;

  OpenBlock(int opcode, FunctionType type, int height, boolean dead, int ordinal) {
    this.opcode = opcode;
    this.type = type;
    this.height = height;
    this.dead = dead;
    this.ordinal = ordinal;
    this.startArithmetic = new boolean[type.parameters().size()];
    this.startCopied = new boolean[type.parameters().size()];
    this.endArithmetic = new boolean[type.results().size()];
    this.endCopied = new boolean[type.results().size()];
  }

  List<ValueType> labelTypes() {
    return opcode == Instruction.LOOP ? type.parameters() : type.results();
  }
}
