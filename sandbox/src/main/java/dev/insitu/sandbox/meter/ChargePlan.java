package dev.insitu.sandbox.meter;

import dev.insitu.sandbox.binary.FunctionBody;
import dev.insitu.sandbox.binary.Instruction;
import dev.insitu.sandbox.binary.InstructionReader;
import dev.insitu.sandbox.binary.ModuleBinary;
import dev.insitu.sandbox.module.ModuleLimits;
import dev.insitu.sandbox.module.ModuleRejected;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * Where a function pays. A slot is a place that pays for itself and for every later instruction
 * that runs exactly as often: control-equivalent blocks share one slot. Code behind a construct
 * that no branch leaves to further out runs as often as the code before it, so it goes on with the
 * slot from before; behind a construct that something may leave, a new slot begins. A function that
 * returns has therefore paid exactly for what it ran. Slots at the function's entry and at loop
 * headers also look whether fuel is left, so nothing can run for ever; cheap functions leave that to
 * those who call them.
 */
/** The charges of one function body. */
final class ChargePlan {
  /** One charge: before the instruction at this offset. */
  static final class Slot {
    final int offset;
    boolean checked;
    int cost;

    Slot(int offset, boolean checked) {
      this.offset = offset;
      this.checked = checked;
    }
  }

  /** A construct that is open. */
  private static final class Frame {
    final int opcode;
    final @Nullable Slot before;

    /** How far out a branch from inside goes at most: the place of its target in the list. */
    int outermost = Integer.MAX_VALUE;

    boolean targeted;
    boolean elseSeen;
    boolean thenFallsThrough;

    Frame(int opcode, @Nullable Slot before) {
      this.opcode = opcode;
      this.before = before;
    }
  }

  private final List<Slot> slots = new ArrayList<>();
  private final ArrayList<Frame> frames = new ArrayList<>();
  private @Nullable Slot current;

  private ChargePlan() {}

  /**
   * Returns the slots that cost or check something, in the order of their offsets.
   *
   * @param cheap whether the function may pay without a look, see {@link CheapCode}
   */
  static Deque<Slot> of(ModuleBinary module, FunctionBody body, ModuleLimits limits, boolean cheap)
      throws ModuleRejected {
    ChargePlan plan = new ChargePlan();
    plan.current = plan.slot(body.codeStart(), true);
    plan.frames.add(new Frame(Instruction.BLOCK, plan.current));
    InstructionReader code = new InstructionReader(module, body, limits);
    while (code.next()) {
      plan.add(code.current());
    }
    plan.slots.get(0).checked = !cheap;
    Deque<Slot> charged = new ArrayDeque<>();
    // A loop header may cost nothing (its condition is a parameter), and must still look.
    plan.slots.stream().filter(s -> s.cost > 0 || s.checked).forEach(charged::add);
    return charged;
  }

  private Slot slot(int offset, boolean checked) {
    Slot slot = new Slot(offset, checked);
    slots.add(slot);
    return slot;
  }

  private void add(Instruction instruction) {
    if (current != null) {
      current.cost += CostTable.weight(instruction.opcode());
    }
    int end = instruction.end();
    switch (instruction.opcode()) {
      case Instruction.BLOCK -> frames.add(new Frame(Instruction.BLOCK, current));
      case Instruction.LOOP -> {
        frames.add(new Frame(Instruction.LOOP, current));
        current = current == null ? null : slot(end, true);
      }
      case Instruction.IF -> {
        frames.add(new Frame(Instruction.IF, current));
        current = current == null ? null : slot(end, false);
      }
      case Instruction.ELSE -> {
        Frame frame = frames.get(frames.size() - 1);
        frame.elseSeen = true;
        frame.thenFallsThrough = current != null;
        current = frame.before == null ? null : slot(end, false);
      }
      case Instruction.END -> close(end);
      case Instruction.BR -> {
        branch((int) instruction.immediate());
        current = null;
      }
      case Instruction.BR_IF -> {
        branch((int) instruction.immediate());
        current = current == null ? null : slot(end, false);
      }
      case Instruction.BR_TABLE -> {
        for (int i = 0; i < instruction.targets(); i++) {
          branch(instruction.target(i));
        }
        current = null;
      }
      case Instruction.RETURN -> {
        branch(frames.size() - 1);
        current = null;
      }
      case Instruction.UNREACHABLE -> current = null;
      default -> {}
    }
  }

  private void branch(int depth) {
    int target = frames.size() - 1 - depth;
    if (current == null) {
      return;
    }
    frames.get(target).targeted = true;
    Frame present = frames.get(frames.size() - 1);
    present.outermost = Math.min(present.outermost, target);
  }

  private void close(int end) {
    Frame frame = frames.remove(frames.size() - 1);
    boolean left = frame.outermost < frames.size();
    if (left) {
      Frame outer = frames.get(frames.size() - 1);
      outer.outermost = Math.min(outer.outermost, frame.outermost);
    }
    boolean implicitElse = frame.opcode == Instruction.IF && !frame.elseSeen;
    boolean reached =
        current != null
            || frame.thenFallsThrough
            || implicitElse
            || (frame.targeted && frame.opcode != Instruction.LOOP);
    if (frame.before == null || !reached) {
      current = null;
    } else {
      current = left ? slot(end, false) : frame.before;
    }
  }
}
