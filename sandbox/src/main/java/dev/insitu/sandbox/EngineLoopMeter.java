package dev.insitu.sandbox;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.VarInsnNode;

/*
 * A field would be read, changed and written at each turn of a loop, every turn waiting for the one
 * before. So a method with a loop that calls nobody counts in two ints, which the JIT keeps in registers:
 *
 *   spent   what was charged since the meter knew of it
 *   budget  what the meter had left then, -1 for less than nothing
 *
 *   charge  spent += units
 *   check   spent += units; if (spent > budget) { the meter is told and looks, as ever }
 *
 * It is told before each call of the guest or its host, before each return, and, by a handler
 * around the method, when anything is thrown; so nobody sees the difference. What was charged has
 * been set to zero before anything is called that may throw, lest the handler tells it twice. Ints
 * suffice: a budget is at most a slice, and what one method can charge between two looks is less
 * than its code has instructions, times four.
 */
/** The meter of one method, in its locals; of a large one only what was spent. */
final class EngineLoopMeter {
  private static final String MEMORY = EngineMethod.ENGINE_MEMORY;

  private final MethodNode method;
  private final int memorySlot;
  private final int spent;
  private final int budget;
  private final InsnList refills = new InsnList();

  EngineLoopMeter(MethodNode method, int memorySlot, int spent, int budget) {
    this.method = method;
    this.memorySlot = memorySlot;
    this.spent = spent;
    this.budget = budget;
  }

  /** Replaces a call of charge or check, whose units are on the stack. */
  void pay(MethodInsnNode call, boolean check) {
    AbstractInsnNode constant = call.getPrevious();
    int units = units(constant);
    InsnList code = new InsnList();
    if (units >= 0) {
      method.instructions.remove(constant);
      FrameNode frame = frameBefore(call);
      if (!check) {
        add(code, units);
      } else if (budget >= 0 && frame != null && frame.getPrevious() instanceof LabelNode header) {
        checkHere(code, units, frame, header);
      } else {
        code.add(constant(units));
        checkThere(code);
      }
    } else {
      checkThere(code);
    }
    method.instructions.insertBefore(call, code);
    method.instructions.remove(call);
  }

  /** Tells the meter before a call, and asks it after. */
  void around(MethodInsnNode call) {
    flushBefore(call);
    InsnList after = new InsnList();
    askBudget(after);
    method.instructions.insert(call, after);
  }

  private void askBudget(InsnList code) {
    if (budget >= 0) {
      code.add(new VarInsnNode(Opcodes.ALOAD, memorySlot));
      code.add(EngineMethod.runtime("budget", "(" + MEMORY + ")I"));
      code.add(new VarInsnNode(Opcodes.ISTORE, budget));
    }
  }

  /** Tells the meter what was spent. */
  void flushBefore(AbstractInsnNode node) {
    InsnList code = new InsnList();
    takeSpent(code);
    code.add(EngineMethod.runtime("charge", "(I" + MEMORY + ")V"));
    method.instructions.insertBefore(node, code);
  }

  /**
   * Puts the locals' first values before the method's code and the handler behind it.
   *
   * @param paid whether the meter has looked when the method begins
   */
  void guard(boolean paid) {
    InsnList start = new InsnList();
    start.add(new InsnNode(Opcodes.ICONST_0));
    start.add(new VarInsnNode(Opcodes.ISTORE, spent));
    if (budget >= 0 && !paid) {
      start.add(new InsnNode(Opcodes.ICONST_M1));
      start.add(new VarInsnNode(Opcodes.ISTORE, budget));
    } else {
      askBudget(start);
    }
    LabelNode from = new LabelNode();
    start.add(from);
    method.instructions.insert(start);
    LabelNode to = new LabelNode();
    InsnList end = new InsnList();
    end.add(refills);
    end.add(to);
    List<Object> locals =
        new ArrayList<>(
            Arrays.stream(Type.getArgumentTypes(method.desc))
                .map(EngineRewriter::verificationType)
                .toList());
    EngineMethod.pad(locals, spent);
    locals.add(Opcodes.INTEGER);
    end.add(
        new FrameNode(
            Opcodes.F_NEW,
            locals.size(),
            locals.toArray(),
            1,
            new Object[] {"java/lang/Throwable"}));
    takeSpent(end);
    end.add(EngineMethod.runtime("charge", "(I" + MEMORY + ")V"));
    end.add(new InsnNode(Opcodes.ATHROW));
    method.instructions.add(end);
    method.tryCatchBlocks.add(new TryCatchBlockNode(from, to, to, null));
  }

  /**
   * Looks without a call while the budget lasts. When it does not, the loop begins again behind a
   * refill, at its header: so the way there is a loop of its own around this one, in which the JIT
   * finds no call, and which it unrolls.
   */
  private void checkHere(InsnList code, int units, FrameNode frame, LabelNode header) {
    LabelNode empty = new LabelNode();
    add(code, units);
    code.add(new VarInsnNode(Opcodes.ILOAD, spent));
    code.add(new VarInsnNode(Opcodes.ILOAD, budget));
    code.add(new JumpInsnNode(Opcodes.IF_ICMPGT, empty));
    refills.add(empty);
    refills.add(
        new FrameNode(
            Opcodes.F_NEW,
            frame.local.size(),
            frame.local.toArray(),
            frame.stack.size(),
            frame.stack.toArray()));
    takeSpent(refills);
    refills.add(EngineMethod.runtime("refill", "(I" + MEMORY + ")I"));
    refills.add(new VarInsnNode(Opcodes.ISTORE, budget));
    // The header charges once more.
    refills.add(constant(-units));
    refills.add(new VarInsnNode(Opcodes.ISTORE, spent));
    refills.add(new JumpInsnNode(Opcodes.GOTO, header));
  }

  /** Lets the meter look; the units are on the stack. */
  private void checkThere(InsnList code) {
    takeSpent(code);
    code.add(EngineMethod.runtime("check", "(II" + MEMORY + ")I"));
    code.add(budget >= 0 ? new VarInsnNode(Opcodes.ISTORE, budget) : new InsnNode(Opcodes.POP));
  }

  /** Puts what was spent on the stack, and the memory. */
  private void takeSpent(InsnList code) {
    code.add(new VarInsnNode(Opcodes.ILOAD, spent));
    code.add(new InsnNode(Opcodes.ICONST_0));
    code.add(new VarInsnNode(Opcodes.ISTORE, spent));
    code.add(new VarInsnNode(Opcodes.ALOAD, memorySlot));
  }

  private void add(InsnList code, int units) {
    if (units <= Short.MAX_VALUE) {
      code.add(new IincInsnNode(spent, units));
    } else {
      code.add(new VarInsnNode(Opcodes.ILOAD, spent));
      code.add(constant(units));
      code.add(new InsnNode(Opcodes.IADD));
      code.add(new VarInsnNode(Opcodes.ISTORE, spent));
    }
  }

  private static AbstractInsnNode constant(int units) {
    return units >= Short.MIN_VALUE && units <= Short.MAX_VALUE
        ? new IntInsnNode(Opcodes.SIPUSH, units)
        : new LdcInsnNode(units);
  }

  /** Returns the constant that an instruction pushes, -1 when it pushes none. */
  static int units(AbstractInsnNode node) {
    if (node instanceof IntInsnNode push && push.getOpcode() != Opcodes.NEWARRAY) {
      return push.operand;
    }
    if (node instanceof LdcInsnNode load && load.cst instanceof Integer value) {
      return value;
    }
    int opcode = node.getOpcode();
    return opcode >= Opcodes.ICONST_0 && opcode <= Opcodes.ICONST_5
        ? opcode - Opcodes.ICONST_0
        : -1;
  }

  /** Returns the frame that holds right before an instruction, null when none stands there. */
  private static @Nullable FrameNode frameBefore(AbstractInsnNode node) {
    AbstractInsnNode before = node.getPrevious();
    while (before instanceof LabelNode) {
      before = before.getPrevious();
    }
    return before instanceof FrameNode frame ? frame : null;
  }
}
