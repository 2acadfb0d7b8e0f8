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
 * A class of one static method for each function that is called through a handle:
 *
 *   static R enter(EngineInstance instance, A... arguments) {
 *     instance.begin(WRITES, DEPTH);
 *     R result;
 *     try {
 *       instance.requireStack();
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
 */
/** The way from the host into one function of a module, without boxing. */
final class EngineEntry {
  private static final String INSTANCE = Type.getInternalName(EngineInstance.class);
  private static final String NAME = "dev/insitu/sandbox/EngineEntry$Generated";
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
    MethodVisitor method =
        out.visitMethod(Opcodes.ACC_STATIC, "enter", entry.toMethodDescriptorString(), null, null);
    method.visitCode();
    body(method, type, writes, depth);
    method.visitMaxs(0, 0);
    method.visitEnd();
    out.visitEnd();
    try {
      MethodHandles.Lookup lookup =
          MethodHandles.lookup().defineHiddenClassWithClassData(out.toByteArray(), function, true);
      return lookup.findStatic(lookup.lookupClass(), "enter", entry);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the entry of a function cannot be made", e);
    }
  }

  private static void body(MethodVisitor method, MethodType type, boolean writes, int depth) {
    Label start = new Label();
    Label end = new Label();
    Label handler = new Label();
    method.visitTryCatchBlock(start, end, handler, "java/lang/Throwable");
    method.visitVarInsn(Opcodes.ALOAD, 0);
    method.visitInsn(writes ? Opcodes.ICONST_1 : Opcodes.ICONST_0);
    method.visitIntInsn(Opcodes.SIPUSH, depth);
    call(method, "begin", "(ZI)V");
    method.visitLabel(start);
    method.visitVarInsn(Opcodes.ALOAD, 0);
    call(method, "requireStack", "()V");
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
    Object[] locals = new Object[type.parameterCount() + 1];
    locals[0] = INSTANCE;
    for (int i = 1; i < locals.length; i++) {
      locals[i] = verificationType(type.parameterType(i - 1));
    }
    method.visitFrame(
        Opcodes.F_NEW, locals.length, locals, 1, new Object[] {"java/lang/Throwable"});
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
