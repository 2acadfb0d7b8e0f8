package dev.insitu.sandbox;

import dev.insitu.sandbox.binary.Unwanted;
import dev.insitu.sandbox.meter.Instrumented;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/*
 * What changes in the engine's classes before they are loaded:
 *
 * - The test of the thread's interrupt status at every call and branch goes away.
 * - What charge, check and leave do becomes calls of the instance's meter, where fuel and depth are
 *   fields instead of globals and the cancel flag is looked at, or arithmetic on locals.
 * - Accesses of memory and tables become calls of GuestRuntime instead of the engine's helpers.
 * - Operations on numbers that the engine gets wrong become calls of GuestRuntime.
 * - A function that counts depth does so first of all, and where its caller's thread has little
 *   stack left it begins again on a thread with a large one:
 *
 *     static R func_7(A... arguments, Memory memory, Instance instance) {
 *       if (GuestRuntime.enter(weight, headroom, units, memory)) {
 *         return deeper_7(arguments..., memory, instance);
 *       }
 *       long room = GuestRuntime.room(memory);
 *       // the original, in which the calls of "enter" and of the first "check" are left out
 *     }
 *
 * What they compute stays what the module says.
 */
/** Puts the meter into the engine's code. */
final class EngineRewriter {
  private static final String RUNTIME = EngineMethod.RUNTIME;
  private static final String ENGINE_MEMORY = EngineMethod.ENGINE_MEMORY;
  private static final String FUNCTION = "func_";
  private static final int REPLACED_BODIES = 3;
  private static final int ENTER_ARGUMENTS = 4;

  private final Instrumented module;
  private final Map<String, String> bodies = new HashMap<>();
  private final Map<String, String> calls = new HashMap<>();
  private final Map<String, String> functionClasses = new HashMap<>();
  private final String enter;
  private int replaced;
  private int counting;
  private int entering;

  EngineRewriter(Instrumented module) {
    this.module = module;
    bodies.put(FUNCTION + module.charge(), "charge");
    bodies.put(FUNCTION + module.check(), "check");
    bodies.put(FUNCTION + module.leave(), "leave");
    calls.putAll(bodies);
    calls.put(FUNCTION + module.canonicalFloat(), "canonical");
    calls.put(FUNCTION + module.canonicalDouble(), "canonical");
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
    Unwanted.check();
    ClassReader reader = new ClassReader(original);
    ClassWriter writer = new ClassWriter(0);
    reader.accept(new Classes(writer), ClassReader.EXPAND_FRAMES);
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
      String target = bodies.get(name);
      if (target != null) {
        replaced++;
        functionClasses.put(name, className.replace('/', '.'));
        return replaceBody(method, target, descriptor);
      }
      return new MethodNode(Opcodes.ASM9, access, name, descriptor, signature, exceptions) {
        @Override
        public void visitEnd() {
          if (name.startsWith(FUNCTION)) {
            functionClasses.put(name, className.replace('/', '.'));
            rewriteFunction(this);
          } else {
            EngineMethod.clean(this);
            new EngineMethod(this, Map.of(), module::growsMemory).rewrite(/* function= */ false);
          }
          accept(method);
        }
      };
    }

    private void rewriteFunction(MethodNode method) {
      EngineMethod.clean(method);
      removeEnter(method);
      int function = Integer.parseInt(method.name.substring(FUNCTION.length()));
      EngineMethod code = new EngineMethod(method, calls, module::growsMemory);
      if (!module.countsDepth(function)) {
        code.rewrite(/* function= */ true);
        return;
      }
      counting++;
      int room = code.takeRoom();
      int units = code.takeFirstCheck();
      code.rewrite(/* function= */ true);
      String deeper = "deeper_" + function;
      writeDeeper(
          super.visitMethod(method.access, deeper, method.desc, null, null),
          new Handle(Opcodes.H_INVOKESTATIC, className, method.name, method.desc, false),
          method.desc);
      MethodNode prologue = new MethodNode();
      enterFirst(prologue, function, units, room, new Member(className, deeper, method.desc));
      method.instructions.insert(prologue.instructions);
      method.maxStack = Math.max(method.maxStack, Math.max(4, EngineMethod.slots(method.desc)));
    }
  }

  /** Leaves out the calls of enter: weight, headroom, memory, instance. */
  private void removeEnter(MethodNode method) {
    for (AbstractInsnNode at = method.instructions.getFirst(); at != null; ) {
      AbstractInsnNode next = at.getNext();
      if (at instanceof MethodInsnNode call && call.name.equals(enter)) {
        for (int i = 0; i < ENTER_ARGUMENTS; i++) {
          method.instructions.remove(call.getPrevious());
        }
        method.instructions.remove(call);
        entering++;
      }
      at = next;
    }
  }

  /** A method's name in the class file's terms. */
  private record Member(String owner, String name, String descriptor) {}

  private static MethodVisitor replaceBody(MethodVisitor method, String target, String descriptor) {
    method.visitCode();
    method.visitVarInsn(Opcodes.ILOAD, 0);
    method.visitVarInsn(Opcodes.ALOAD, 1);
    method.visitMethodInsn(
        Opcodes.INVOKESTATIC, RUNTIME, target, "(I" + ENGINE_MEMORY + ")V", false);
    method.visitInsn(Opcodes.RETURN);
    method.visitMaxs(2, EngineMethod.slots(descriptor));
    method.visitEnd();
    return new MethodVisitor(Opcodes.ASM9) {};
  }

  private void enterFirst(MethodVisitor method, int function, int units, int room, Member deeper) {
    int memory = EngineMethod.slots(deeper.descriptor()) - 2;
    pushInt(method, module.weight(function));
    pushInt(method, module.headroom(function));
    pushInt(method, units);
    method.visitVarInsn(Opcodes.ALOAD, memory);
    method.visitMethodInsn(
        Opcodes.INVOKESTATIC, RUNTIME, "enter", "(III" + ENGINE_MEMORY + ")Z", false);
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
    Object[] locals =
        Arrays.stream(Type.getArgumentTypes(deeper.descriptor()))
            .map(EngineRewriter::verificationType)
            .toArray();
    method.visitFrame(Opcodes.F_NEW, locals.length, locals, 0, new Object[0]);
    method.visitVarInsn(Opcodes.ALOAD, memory);
    method.visitMethodInsn(
        Opcodes.INVOKESTATIC, RUNTIME, "room", "(" + ENGINE_MEMORY + ")J", false);
    method.visitVarInsn(Opcodes.LSTORE, room);
  }

  static Object verificationType(Type type) {
    return switch (type.getSort()) {
      case Type.INT -> Opcodes.INTEGER;
      case Type.LONG -> Opcodes.LONG;
      case Type.FLOAT -> Opcodes.FLOAT;
      case Type.DOUBLE -> Opcodes.DOUBLE;
      default -> type.getInternalName();
    };
  }

  private static void writeDeeper(MethodVisitor method, Handle function, String descriptor) {
    method.visitCode();
    method.visitLdcInsn(function);
    EngineBoxes.arguments(method, Type.getArgumentTypes(descriptor), 0);
    method.visitVarInsn(Opcodes.ALOAD, EngineMethod.slots(descriptor) - 2);
    method.visitMethodInsn(
        Opcodes.INVOKESTATIC,
        RUNTIME,
        "continueDeeper",
        "(Ljava/lang/invoke/MethodHandle;[Ljava/lang/Object;"
            + ENGINE_MEMORY
            + ")Ljava/lang/Object;",
        false);
    EngineBoxes.returned(method, Type.getReturnType(descriptor));
    method.visitMaxs(EngineBoxes.STACK, EngineMethod.slots(descriptor));
    method.visitEnd();
  }

  private static void pushInt(MethodVisitor method, int value) {
    if (value <= Short.MAX_VALUE) {
      method.visitIntInsn(Opcodes.SIPUSH, value);
    } else {
      method.visitLdcInsn(value);
    }
  }
}
