package dev.insitu.sandbox;

import dev.insitu.sandbox.meter.Instrumented;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/*
 * What changes in the engine's classes before they are loaded:
 *
 * - The test of the thread's interrupt status at every call and branch goes away.
 * - The bodies of charge, check and leave become calls of the instance's meter, where fuel and
 *   depth are fields instead of globals and the cancel flag is looked at.
 * - Accesses of memory and tables become calls of GuestRuntime instead of the engine's helpers.
 * - Operations on numbers that the engine gets wrong become calls of GuestRuntime.
 * - A function that counts depth does so first of all, and where its caller's thread has little
 *   stack left it begins again on a thread with a large one:
 *
 *     static R func_7(A... arguments, Memory memory, Instance instance) {
 *       if (GuestRuntime.enter(weight, headroom, memory)) {
 *         return deeper_7(arguments..., memory, instance);
 *       }
 *       // the original, in which the call of the metering function "enter" is left out
 *     }
 *
 * What they compute stays what the module says.
 */
/** Puts the meter into the engine's code. */
final class EngineRewriter {
  private static final String RUNTIME = Type.getInternalName(GuestRuntime.class);
  private static final String ENGINE_MEMORY = FlatMemory.ENGINE_DESCRIPTOR;
  private static final String FUNCTION = "func_";
  private static final int REPLACED_BODIES = 3;

  /** The end of the name of the class of helpers that the engine copies into each module. */
  private static final String HELPERS = "Shaded";

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

  private final Instrumented module;
  private final Map<String, String> metering = new HashMap<>();
  private final Map<String, String> functionClasses = new HashMap<>();
  private final String enter;
  private int replaced;
  private int counting;
  private int entering;

  EngineRewriter(Instrumented module) {
    this.module = module;
    metering.put(FUNCTION + module.charge(), "charge");
    metering.put(FUNCTION + module.check(), "check");
    metering.put(FUNCTION + module.leave(), "leave");
    enter = FUNCTION + module.enter();
  }

  /** Returns the class of each function's method, by the method's name. */
  Map<String, String> functionClasses() {
    return functionClasses;
  }

  /**
   * Checks that everything was found that had to change.
   *
   * @throws IllegalStateException when the engine's code looks different from what is known
   */
  void requireKnownShape() {
    if (replaced != REPLACED_BODIES || counting != entering) {
      throw new IllegalStateException(
          "the engine's code has an unknown shape: "
              + replaced
              + " metering functions, "
              + counting
              + " functions that count, "
              + entering
              + " calls of enter");
    }
  }

  /** Rewrites one class. */
  byte[] rewrite(byte[] original) {
    ClassReader reader = new ClassReader(original);
    ClassWriter writer = new ClassWriter(0);
    reader.accept(new Classes(writer), 0);
    return writer.toByteArray();
  }

  private final class Classes extends ClassVisitor {
    private String className = "";

    Classes(ClassVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public void visit(
        int version,
        int access,
        String name,
        @Nullable String signature,
        String superName,
        String[] interfaces) {
      className = name;
      // Public, so that handles of the guest's functions can be found.
      super.visit(version, access | Opcodes.ACC_PUBLIC, name, signature, superName, interfaces);
    }

    @Override
    public MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
      if (!name.startsWith(FUNCTION)) {
        return new UncountedCalls(method, descriptor);
      }
      functionClasses.put(name, className.replace('/', '.'));
      String target = metering.get(name);
      if (target != null) {
        replaced++;
        return replaceBody(method, target, descriptor);
      }
      int function = Integer.parseInt(name.substring(FUNCTION.length()));
      if (!module.countsDepth(function)) {
        return new UncountedCalls(method, descriptor);
      }
      counting++;
      String deeper = "deeper_" + function;
      writeDeeper(
          super.visitMethod(access, deeper, descriptor, null, null),
          new Handle(Opcodes.H_INVOKESTATIC, className, name, descriptor, false),
          descriptor);
      return new Calls(method, descriptor) {
        @Override
        void leftOut() {
          entering++;
        }

        @Override
        public void visitCode() {
          super.visitCode();
          enterFirst(this, function, new Member(className, deeper, descriptor));
        }

        @Override
        public void visitMaxs(int maxStack, int maxLocals) {
          super.visitMaxs(Math.max(maxStack, Math.max(3, slots(descriptor))), maxLocals);
        }
      };
    }
  }

  /** A method's name in the class file's terms. */
  private record Member(String owner, String name, String descriptor) {}

  private static int slots(String descriptor) {
    return (Type.getArgumentsAndReturnSizes(descriptor) >> 2) - 1;
  }

  private static MethodVisitor replaceBody(MethodVisitor method, String target, String descriptor) {
    method.visitCode();
    method.visitVarInsn(Opcodes.ILOAD, 0);
    method.visitVarInsn(Opcodes.ALOAD, 1);
    method.visitMethodInsn(
        Opcodes.INVOKESTATIC, RUNTIME, target, "(I" + ENGINE_MEMORY + ")V", false);
    method.visitInsn(Opcodes.RETURN);
    method.visitMaxs(2, slots(descriptor));
    method.visitEnd();
    return new MethodVisitor(Opcodes.ASM9) {};
  }

  private void enterFirst(MethodVisitor method, int function, Member deeper) {
    pushInt(method, module.weight(function));
    pushInt(method, module.headroom(function));
    method.visitVarInsn(Opcodes.ALOAD, slots(deeper.descriptor()) - 2);
    method.visitMethodInsn(
        Opcodes.INVOKESTATIC, RUNTIME, "enter", "(II" + ENGINE_MEMORY + ")Z", false);
    Label here = new Label();
    method.visitJumpInsn(Opcodes.IFEQ, here);
    int slot = 0;
    for (Type argument : Type.getArgumentTypes(deeper.descriptor())) {
      method.visitVarInsn(argument.getOpcode(Opcodes.ILOAD), slot);
      slot += argument.getSize();
    }
    method.visitMethodInsn(
        Opcodes.INVOKESTATIC, deeper.owner(), deeper.name(), deeper.descriptor(), false);
    method.visitInsn(Type.getReturnType(deeper.descriptor()).getOpcode(Opcodes.IRETURN));
    method.visitLabel(here);
    method.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
    // So that no frame of the original falls on this one.
    method.visitInsn(Opcodes.NOP);
  }

  private static void writeDeeper(MethodVisitor method, Handle function, String descriptor) {
    method.visitCode();
    method.visitLdcInsn(function);
    EngineBoxes.arguments(method, Type.getArgumentTypes(descriptor), 0);
    method.visitVarInsn(Opcodes.ALOAD, slots(descriptor) - 2);
    method.visitMethodInsn(
        Opcodes.INVOKESTATIC,
        RUNTIME,
        "continueDeeper",
        "(Ljava/lang/invoke/MethodHandle;[Ljava/lang/Object;"
            + ENGINE_MEMORY
            + ")Ljava/lang/Object;",
        false);
    EngineBoxes.returned(method, Type.getReturnType(descriptor));
    method.visitMaxs(EngineBoxes.STACK, slots(descriptor));
    method.visitEnd();
  }

  private static void pushInt(MethodVisitor method, int value) {
    if (value <= Short.MAX_VALUE) {
      method.visitIntInsn(Opcodes.SIPUSH, value);
    } else {
      method.visitLdcInsn(value);
    }
  }

  /** Redirects the calls of a method that counts no depth. */
  private final class UncountedCalls extends Calls {
    UncountedCalls(MethodVisitor next, String descriptor) {
      super(next, descriptor);
    }

    @Override
    void leftOut() {
      // Nobody counts.
    }
  }

  /** Redirects the calls of a method and leaves some out. */
  private abstract class Calls extends MethodVisitor {
    private final int memorySlot;

    Calls(MethodVisitor next, String descriptor) {
      super(Opcodes.ASM9, next);
      memorySlot = slots(descriptor) - 2;
    }

    /** Called for each call that is left out. */
    abstract void leftOut();

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean isInterface) {
      if (name.equals(enter)) {
        // Weight, headroom, memory, instance.
        super.visitInsn(Opcodes.POP2);
        super.visitInsn(Opcodes.POP2);
        leftOut();
      } else if (owner.endsWith(HELPERS) && name.equals("throwOutOfBoundsMemoryAccess")) {
        super.visitVarInsn(Opcodes.ALOAD, memorySlot);
        super.visitMethodInsn(
            opcode,
            RUNTIME,
            "outOfBounds",
            "(" + ENGINE_MEMORY + ")Ljava/lang/RuntimeException;",
            false);
      } else if (owner.endsWith(HELPERS) && REDIRECTED.contains(name + descriptor)) {
        super.visitMethodInsn(opcode, RUNTIME, name, descriptor, false);
      } else if (CORRECTED.containsKey(name + descriptor)) {
        super.visitMethodInsn(opcode, RUNTIME, CORRECTED.get(name + descriptor), descriptor, false);
      } else if (!(name.equals("checkInterruption") && descriptor.equals("()V"))) {
        super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
      }
    }
  }
}
