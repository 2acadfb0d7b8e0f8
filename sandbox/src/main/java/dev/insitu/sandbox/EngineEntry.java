package dev.insitu.sandbox;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/*
 * A class for each function that is called through a handle, with this method:
 *
 *   static R enter(EngineInstance instance, A... arguments) {
 *     instance.begin(WRITES, DEPTH);
 *     R result;
 *     try {
 *       instance.requireStack(); // where WRITES
 *       // Floats go through canonical(), so that no NaN brings bits along.
 *       result = FUNCTION.invokeExact(arguments..., instance.memory(), instance.instance());
 *     } catch (Throwable end) {
 *       // Throws, except when the call could be run again or has exited and owes nothing.
 *       return instance.failed(end, WRITES, FUNCTION, new Object[] {arguments...});
 *     }
 *     instance.finish();
 *     return result;
 *   }
 *
 * Generated and not combined of handles, because the JIT compiles one small method well, and a trap
 * needs no more than a catch. FUNCTION is a constant, so the JIT inlines the guest's code here.
 *
 * Where the function changes nothing, that method is called "enterAfterAll", and before it comes
 *
 *   static R enter(EngineInstance instance, A... arguments) {
 *     if (!instance.beginAtOnce(DEPTH)) {
 *       return enterAfterAll(instance, arguments...);
 *     }
 *     // the same without begin
 *   }
 *
 * No value outlives a call of the rare way on, so the JIT keeps all of them in registers.
 */
/** The way from the host into one function of a module, without boxing. */
final class EngineEntry {
  private static final String INSTANCE = Type.getInternalName(EngineInstance.class);
  private static final String NAME = "dev/insitu/sandbox/EngineEntry$Generated";
  private static final String ENTER = "enter";
  private static final String ENTER_AFTER_ALL = "enterAfterAll";
  private static final String FAILED =
      "(Ljava/lang/Throwable;ZLjava/lang/invoke/MethodHandle;[Ljava/lang/Object;)"
          + "Ljava/lang/Object;";
  private static final ConstantDynamic FUNCTION =
      new ConstantDynamic(
          "_",
          Type.getDescriptor(MethodHandle.class),
          new Handle(
              Opcodes.H_INVOKESTATIC,
              Type.getInternalName(MethodHandles.class),
              "classData",
              MethodType.methodType(
                      Object.class, MethodHandles.Lookup.class, String.class, Class.class)
                  .toMethodDescriptorString(),
              false));

  private EngineEntry() {}

  /**
   * Returns the entry of a function.
   *
   * @param function takes the wasm parameters, the memory and the engine's instance
   * @param type the wasm parameters and result
   * @param writes whether the function may change the instance
   * @param depth the call depth that it may take without counting
   */
  static MethodHandle create(MethodHandle function, MethodType type, boolean writes, int depth) {
    MethodType entry = type.insertParameterTypes(0, EngineInstance.class);
    ClassWriter out = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    out.visit(Opcodes.V17, Opcodes.ACC_FINAL, NAME, null, "java/lang/Object", null);
    MethodVisitor method = method(out, writes ? ENTER : ENTER_AFTER_ALL, entry);
    begin(method, writes, depth);
    body(method, type, writes);
    if (!writes) {
      method = method(out, ENTER, entry);
      beginAtOnce(method, type, entry, depth);
      body(method, type, writes);
    }
    out.visitEnd();
    try {
      MethodHandles.Lookup lookup =
          MethodHandles.lookup().defineHiddenClassWithClassData(out.toByteArray(), function, true);
      return lookup.findStatic(lookup.lookupClass(), ENTER, entry);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the entry of a function cannot be made", e);
    }
  }

  private static MethodVisitor method(ClassWriter out, String name, MethodType type) {
    MethodVisitor method =
        out.visitMethod(Opcodes.ACC_STATIC, name, type.toMethodDescriptorString(), null, null);
    method.visitCode();
    return method;
  }

  private static void begin(MethodVisitor method, boolean writes, int depth) {
    method.visitVarInsn(Opcodes.ALOAD, 0);
    method.visitInsn(writes ? Opcodes.ICONST_1 : Opcodes.ICONST_0);
    method.visitIntInsn(Opcodes.SIPUSH, depth);
    call(method, "begin", "(ZI)V");
  }

  private static void beginAtOnce(
      MethodVisitor method, MethodType type, MethodType entry, int depth) {
    Label begun = new Label();
    method.visitVarInsn(Opcodes.ALOAD, 0);
    method.visitIntInsn(Opcodes.SIPUSH, depth);
    call(method, "beginAtOnce", "(I)Z");
    method.visitJumpInsn(Opcodes.IFNE, begun);
    int slot = 0;
    for (Class<?> parameter : entry.parameterList()) {
      Type asm = Type.getType(parameter);
      method.visitVarInsn(asm.getOpcode(Opcodes.ILOAD), slot);
      slot += asm.getSize();
    }
    method.visitMethodInsn(
        Opcodes.INVOKESTATIC, NAME, ENTER_AFTER_ALL, entry.toMethodDescriptorString(), false);
    method.visitInsn(Type.getType(type.returnType()).getOpcode(Opcodes.IRETURN));
    method.visitLabel(begun);
    method.visitFrame(Opcodes.F_NEW, entry.parameterCount(), locals(type), 0, new Object[0]);
  }

  private static void body(MethodVisitor method, MethodType type, boolean writes) {
    Label start = new Label();
    Label end = new Label();
    Label handler = new Label();
    method.visitTryCatchBlock(start, end, handler, "java/lang/Throwable");
    method.visitLabel(start);
    if (writes) {
      method.visitVarInsn(Opcodes.ALOAD, 0);
      call(method, "requireStack", "()V");
    }
    method.visitLdcInsn(FUNCTION);
    arguments(method, type);
    method.visitVarInsn(Opcodes.ALOAD, 0);
    call(method, "memory", "()" + Type.getDescriptor(FlatMemory.class));
    method.visitVarInsn(Opcodes.ALOAD, 0);
    call(method, "instance", "()" + Type.getDescriptor(Instance.class));
    method.visitMethodInsn(
        Opcodes.INVOKEVIRTUAL,
        Type.getInternalName(MethodHandle.class),
        "invokeExact",
        type.appendParameterTypes(Memory.class, Instance.class).toMethodDescriptorString(),
        false);
    method.visitLabel(end);
    method.visitVarInsn(Opcodes.ALOAD, 0);
    call(method, "finish", "()V");
    Type result = Type.getType(type.returnType());
    method.visitInsn(result.getOpcode(Opcodes.IRETURN));
    method.visitLabel(handler);
    method.visitFrame(
        Opcodes.F_NEW,
        type.parameterCount() + 1,
        locals(type),
        1,
        new Object[] {"java/lang/Throwable"});
    method.visitVarInsn(Opcodes.ALOAD, 0);
    method.visitInsn(Opcodes.SWAP);
    method.visitInsn(writes ? Opcodes.ICONST_1 : Opcodes.ICONST_0);
    method.visitLdcInsn(FUNCTION);
    EngineBoxes.arguments(
        method,
        type.parameterList().stream().map(Type::getType).toArray(Type[]::new),
        /* firstSlot= */ 1);
    call(method, "failed", FAILED);
    EngineBoxes.returned(method, result);
    method.visitMaxs(0, 0);
    method.visitEnd();
  }

  private static Object[] locals(MethodType type) {
    Object[] locals = new Object[type.parameterCount() + 1];
    locals[0] = INSTANCE;
    for (int i = 1; i < locals.length; i++) {
      locals[i] = verificationType(type.parameterType(i - 1));
    }
    return locals;
  }

  private static void arguments(MethodVisitor method, MethodType type) {
    int slot = 1;
    for (Class<?> parameter : type.parameterList()) {
      Type asm = Type.getType(parameter);
      method.visitVarInsn(asm.getOpcode(Opcodes.ILOAD), slot);
      slot += asm.getSize();
      if (parameter == float.class || parameter == double.class) {
        method.visitMethodInsn(
            Opcodes.INVOKESTATIC,
            Type.getInternalName(EngineFunction.class),
            "canonical",
            MethodType.methodType(parameter, parameter).toMethodDescriptorString(),
            false);
      }
    }
  }

  private static void call(MethodVisitor method, String name, String descriptor) {
    method.visitMethodInsn(Opcodes.INVOKEVIRTUAL, INSTANCE, name, descriptor, false);
  }

  private static Object verificationType(Class<?> type) {
    if (type == int.class) {
      return Opcodes.INTEGER;
    }
    if (type == long.class) {
      return Opcodes.LONG;
    }
    return type == float.class ? Opcodes.FLOAT : Opcodes.DOUBLE;
  }
}
