package dev.insitu.sandbox;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/*
 * The arrays of the memory live in locals of the method. A field would have to be read again after
 * each look at the meter, because the JIT does not know what the rare way through it changes, and
 * that would be once for each turn of a loop. Behind calls after which the memory may be a larger
 * array, the locals are read again. A method with loops keeps its meter in locals too, see
 * EngineLoopMeter.
 *
 * The JVM never compiles a method of more than 8,000 bytes, and every local from the fifth on costs
 * one of them at each access. Methods that come close go without.
 */
/** What changes inside one method of the engine's code. */
final class EngineMethod {
  static final String RUNTIME = Type.getInternalName(GuestRuntime.class);
  static final String ENGINE_MEMORY = FlatMemory.ENGINE_DESCRIPTOR;
  static final String FUNCTION = "func_";

  /** The end of the name of the class of helpers that the engine copies into each module. */
  private static final String HELPERS = "Shaded";

  /** Units, memory, instance. */
  private static final int METERING_OPERANDS = 3;

  /** Instructions up to which a method has more locals: about 6,000 bytes. */
  private static final int LOCALS_MAX = 3_500;

  /** The methods of {@link GuestRuntime} that take the place of the engine's, with descriptors. */
  private static final Set<String> REDIRECTED =
      Arrays.stream(GuestRuntime.class.getDeclaredMethods())
          .filter(method -> method.getName().matches("(memory|table)[A-Z].*"))
          .map(method -> method.getName() + Type.getMethodDescriptor(method))
          .collect(Collectors.toUnmodifiableSet());

  /** Operations of the engine's that are wrong, and the methods that take their place. */
  private static final Map<String, String> CORRECTED =
      Map.of(
          "F32_CONVERT_I64_U(J)F", "convertToFloat",
          "F64_CONVERT_I64_U(J)D", "convertToDouble",
          "F32_COPYSIGN(FF)F", "copySign");

  private final MethodNode method;
  private final Map<String, String> metering;
  private final IntPredicate growsMemory;
  private final int memorySlot;
  private final int firstSlot;
  private final List<Object> added = new ArrayList<>();
  private int roomSlot = -1;
  private int bytesSlot = -1;
  private int dirtySlot = -1;
  private @Nullable EngineLoopMeter meter;
  private boolean large;
  private boolean paid;

  /**
   * A method.
   *
   * @param metering what is called instead of the metering functions, by their names
   * @param growsMemory whether the memory may be another array after a call of a function
   */
  EngineMethod(MethodNode method, Map<String, String> metering, IntPredicate growsMemory) {
    this.method = method;
    this.metering = metering;
    this.growsMemory = growsMemory;
    this.memorySlot = slots(method.desc) - 2;
    this.firstSlot = method.maxLocals;
  }

  static int slots(String descriptor) {
    return (Type.getArgumentsAndReturnSizes(descriptor) >> 2) - 1;
  }

  static MethodInsnNode runtime(String name, String descriptor) {
    return new MethodInsnNode(Opcodes.INVOKESTATIC, RUNTIME, name, descriptor, false);
  }

  /**
   * Leaves out the tests of the thread's interrupt status, and the code that nothing reaches, which
   * the engine's writer has made a row of NOPs that ends with a throw.
   */
  static void clean(MethodNode method) {
    for (AbstractInsnNode at = method.instructions.getFirst(); at != null; ) {
      AbstractInsnNode next = at.getNext();
      if (at instanceof MethodInsnNode call
          && call.name.equals("checkInterruption")
          && call.desc.equals("()V")) {
        method.instructions.remove(call);
      } else if (at instanceof FrameNode frame && isUnreachable(frame)) {
        while (next.getOpcode() == Opcodes.NOP) {
          next = next.getNext();
          method.instructions.remove(next.getPrevious());
        }
        requireShape(next.getOpcode() == Opcodes.ATHROW);
        next = next.getNext();
        method.instructions.remove(at.getNext());
        method.instructions.remove(at);
      }
      at = next;
    }
  }

  /** Methods of ours have parameters, and so has every frame that is reached. */
  private static boolean isUnreachable(FrameNode frame) {
    return frame.local.isEmpty()
        && frame.stack.size() == 1
        && frame.stack.get(0).equals("java/lang/Throwable");
  }

  /** Changes the calls of a method; of one of the guest's functions also what lives in locals. */
  void rewrite(boolean function) {
    if (function) {
      takeLocals();
      extendFrames();
    }
    for (AbstractInsnNode at = method.instructions.getFirst(); at != null; ) {
      AbstractInsnNode next = at.getNext();
      if (at instanceof MethodInsnNode call) {
        call(call);
      } else if (meter != null && isReturn(at)) {
        meter.flushBefore(at);
      }
      at = next;
    }
    if (meter != null) {
      meter.guard(paid);
    }
    if (bytesSlot >= 0) {
      method.instructions.insert(loadArrays());
    }
    // The meter's two operands above those of a call, a second array, the memory for an error.
    method.maxStack += 3;
  }

  private static boolean isReturn(AbstractInsnNode node) {
    return node.getOpcode() >= Opcodes.IRETURN && node.getOpcode() <= Opcodes.RETURN;
  }

  /** Returns the local for the depth that is left behind the entry, which its returns need. */
  int takeRoom() {
    roomSlot = method.maxLocals++;
    method.maxLocals++;
    added.add(Opcodes.LONG);
    return roomSlot;
  }

  /**
   * Leaves out the first payment of a function, which looks whether fuel is left, since the entry
   * that counts depth does it as well; returns its units.
   */
  int takeFirstCheck() {
    for (AbstractInsnNode at : method.instructions) {
      if (at instanceof MethodInsnNode call && metering.containsKey(call.name)) {
        AbstractInsnNode constant = call.getPrevious().getPrevious().getPrevious();
        int units = EngineLoopMeter.units(constant);
        requireShape("check".equals(metering.get(call.name)) && units >= 0);
        for (int i = 0; i < METERING_OPERANDS; i++) {
          method.instructions.remove(call.getPrevious());
        }
        method.instructions.remove(call);
        paid = true;
        return units;
      }
    }
    throw new IllegalStateException("the engine's code has an unknown shape: no charge");
  }

  private void takeLocals() {
    large = method.instructions.size() > LOCALS_MAX;
    int checks = paid ? 1 : 0;
    boolean reads = false;
    boolean writes = false;
    for (AbstractInsnNode at : method.instructions) {
      if (at instanceof MethodInsnNode call) {
        reads |= isAccess(call);
        writes |= isAccess(call) && call.name.startsWith("memoryWrite");
        checks += "check".equals(metering.get(call.name)) ? 1 : 0;
      }
    }
    bytesSlot = reads && !large ? local("[B") : -1;
    dirtySlot = writes && !large ? local("[B") : -1;
    if ((checks > 1 && !everyLoopCalls()) || large) {
      meter =
          new EngineLoopMeter(
              method, memorySlot, local(Opcodes.INTEGER), large ? -1 : local(Opcodes.INTEGER));
    }
  }

  /**
   * Returns whether every loop has a call of the guest in it: there the meter has to be told at
   * each turn anyway, and locals would only be one more thing to write.
   */
  private boolean everyLoopCalls() {
    Map<LabelNode, Integer> before = new HashMap<>();
    int calls = 0;
    for (AbstractInsnNode at : method.instructions) {
      if (at instanceof LabelNode label) {
        before.put(label, calls);
      } else if (at instanceof MethodInsnNode call) {
        calls += isGuest(call) && !metering.containsKey(call.name) ? 1 : 0;
      } else {
        for (LabelNode target : targets(at)) {
          if (before.getOrDefault(target, -1) == calls) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private static List<LabelNode> targets(AbstractInsnNode node) {
    return switch (node) {
      case JumpInsnNode jump -> List.of(jump.label);
      case TableSwitchInsnNode table -> table.labels;
      case LookupSwitchInsnNode table -> table.labels;
      default -> List.of();
    };
  }

  private int local(Object type) {
    added.add(type);
    return method.maxLocals++;
  }

  private static boolean isAccess(MethodInsnNode call) {
    return call.owner.endsWith(HELPERS)
        && (call.name.startsWith("memoryRead") || call.name.startsWith("memoryWrite"))
        && REDIRECTED.contains(call.name + call.desc);
  }

  private boolean isVar(@Nullable AbstractInsnNode node, int slot) {
    return node instanceof VarInsnNode load
        && load.getOpcode() == Opcodes.ALOAD
        && load.var == slot;
  }

  private void call(MethodInsnNode call) {
    String target = metering.get(call.name);
    String corrected = CORRECTED.get(call.name + call.desc);
    if (target != null) {
      metered(call, target);
    } else if (call.owner.endsWith(HELPERS) && call.name.equals("throwOutOfBoundsMemoryAccess")) {
      method.instructions.insertBefore(call, new VarInsnNode(Opcodes.ALOAD, memorySlot));
      replace(call, runtime("outOfBounds", "(" + ENGINE_MEMORY + ")Ljava/lang/RuntimeException;"));
    } else if (bytesSlot >= 0 && isAccess(call) && isVar(call.getPrevious(), memorySlot)) {
      access(call);
    } else if (call.owner.endsWith(HELPERS) && REDIRECTED.contains(call.name + call.desc)) {
      redirect(call);
    } else if (corrected != null) {
      replace(call, runtime(corrected, call.desc));
    } else if (call.name.startsWith("I32_") && call.getNext() instanceof JumpInsnNode jump) {
      compare(call, jump);
    } else {
      if (bytesSlot >= 0 && mayGrow(call)) {
        method.instructions.insert(call, loadArrays());
      }
      if (meter != null && isGuest(call)) {
        meter.around(call);
      }
    }
  }

  /** Replaces a call of a metering function: value, memory, instance. */
  private void metered(MethodInsnNode call, String target) {
    Type value = Type.getArgumentTypes(call.desc)[0];
    requireShape(isVar(call.getPrevious(), memorySlot + 1));
    method.instructions.remove(call.getPrevious());
    requireShape(isVar(call.getPrevious(), memorySlot));
    if (value.getSort() != Type.INT) {
      method.instructions.remove(call.getPrevious());
      replace(call, runtime(target, Type.getMethodDescriptor(value, value)));
    } else if (meter != null && !target.equals("leave")) {
      method.instructions.remove(call.getPrevious());
      meter.pay(call, target.equals("check"));
    } else if (roomSlot >= 0 && target.equals("leave")) {
      method.instructions.insertBefore(
          call.getPrevious(), new VarInsnNode(Opcodes.LLOAD, roomSlot));
      replace(call, runtime(target, "(IJ" + ENGINE_MEMORY + ")V"));
    } else {
      replace(call, runtime(target, "(I" + ENGINE_MEMORY + ")V"));
    }
  }

  private static void requireShape(boolean known) {
    if (!known) {
      throw new IllegalStateException("the engine's code has an unknown shape: metering calls");
    }
  }

  private void access(MethodInsnNode call) {
    InsnList arrays = new InsnList();
    arrays.add(new VarInsnNode(Opcodes.ALOAD, bytesSlot));
    String types = "[B";
    if (call.name.startsWith("memoryWrite")) {
      arrays.add(new VarInsnNode(Opcodes.ALOAD, dirtySlot));
      types = "[B[B";
    }
    method.instructions.remove(call.getPrevious());
    method.instructions.insertBefore(call, arrays);
    replace(call, runtime(call.name, call.desc.replace(ENGINE_MEMORY, types)));
  }

  /** Calls ours instead, without the offset where it is zero and the method is large. */
  private void redirect(MethodInsnNode call) {
    String shorter = call.desc.replace("I" + ENGINE_MEMORY, ENGINE_MEMORY);
    AbstractInsnNode memory = call.getPrevious();
    if (large
        && isAccess(call)
        && REDIRECTED.contains(call.name + shorter)
        && isVar(memory, memorySlot)
        && memory.getPrevious().getOpcode() == Opcodes.ICONST_0) {
      method.instructions.remove(memory.getPrevious());
      replace(call, runtime(call.name, shorter));
    } else {
      replace(call, runtime(call.name, call.desc));
    }
  }

  /** Turns a comparison and a test of its result into one jump. */
  private void compare(MethodInsnNode call, JumpInsnNode jump) {
    int opcode =
        switch (call.name) {
          case "I32_EQZ" -> Opcodes.IFEQ;
          case "I32_EQ" -> Opcodes.IF_ICMPEQ;
          case "I32_NE" -> Opcodes.IF_ICMPNE;
          case "I32_LT_S" -> Opcodes.IF_ICMPLT;
          case "I32_LE_S" -> Opcodes.IF_ICMPLE;
          case "I32_GT_S" -> Opcodes.IF_ICMPGT;
          case "I32_GE_S" -> Opcodes.IF_ICMPGE;
          default -> -1;
        };
    if (opcode >= 0 && jump.getOpcode() == Opcodes.IFNE) {
      jump.setOpcode(opcode);
      method.instructions.remove(call);
    } else if (opcode >= 0 && jump.getOpcode() == Opcodes.IFEQ) {
      // Each jump and its opposite are neighbours, the first one odd.
      jump.setOpcode(((opcode + 1) ^ 1) - 1);
      method.instructions.remove(call);
    }
  }

  /** Returns whether a call leads to functions of the guest or of its host. */
  private static boolean isGuest(MethodInsnNode call) {
    if (call.owner.endsWith(HELPERS)) {
      return call.name.startsWith("call");
    }
    // Whoever takes no memory and no instance cannot reach them.
    return call.desc.contains(ENGINE_MEMORY);
  }

  /** Returns whether the memory may be another array after a call. */
  private boolean mayGrow(MethodInsnNode call) {
    if (call.name.startsWith(FUNCTION)) {
      return growsMemory.test(Integer.parseInt(call.name.substring(FUNCTION.length())));
    }
    return isGuest(call) || (call.owner.endsWith(HELPERS) && call.name.equals("memoryGrow"));
  }

  private InsnList loadArrays() {
    InsnList list = new InsnList();
    list.add(new VarInsnNode(Opcodes.ALOAD, memorySlot));
    list.add(runtime("bytes", "(" + ENGINE_MEMORY + ")[B"));
    list.add(new VarInsnNode(Opcodes.ASTORE, bytesSlot));
    if (dirtySlot >= 0) {
      list.add(new VarInsnNode(Opcodes.ALOAD, memorySlot));
      list.add(runtime("dirty", "(" + ENGINE_MEMORY + ")[B"));
      list.add(new VarInsnNode(Opcodes.ASTORE, dirtySlot));
    }
    return list;
  }

  /** Adds the locals to the frames, which are expanded. */
  private void extendFrames() {
    if (added.isEmpty()) {
      return;
    }
    for (AbstractInsnNode at : method.instructions) {
      if (at instanceof FrameNode frame) {
        pad(frame.local, firstSlot);
        frame.local.addAll(added);
      }
    }
  }

  /** Fills the locals of a frame up to a slot. */
  static void pad(List<Object> locals, int slot) {
    int taken = 0;
    for (Object local : locals) {
      taken += local.equals(Opcodes.LONG) || local.equals(Opcodes.DOUBLE) ? 2 : 1;
    }
    locals.addAll(Collections.nCopies(slot - taken, Opcodes.TOP));
  }

  private void replace(MethodInsnNode call, MethodInsnNode other) {
    method.instructions.set(call, other);
  }
}
