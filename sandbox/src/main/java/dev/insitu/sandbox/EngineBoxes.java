package dev.insitu.sandbox;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Code that passes arguments on as objects and takes a result back, where speed does not matter.
 */
final class EngineBoxes {
  /** The operands that this code needs at most, beside two of its caller's. */
  static final int STACK = 8;

  private EngineBoxes() {}

  /** Pushes an array of the values in the local variables from a slot on. */
  static void arguments(MethodVisitor method, Type[] types, int firstSlot) {
    method.visitIntInsn(Opcodes.SIPUSH, types.length);
    method.visitTypeInsn(Opcodes.ANEWARRAY, "java/lang/Object");
    int slot = firstSlot;
    for (int i = 0; i < types.length; i++) {
      Type type = types[i];
      method.visitInsn(Opcodes.DUP);
      method.visitIntInsn(Opcodes.SIPUSH, i);
      method.visitVarInsn(type.getOpcode(Opcodes.ILOAD), slot);
      slot += type.getSize();
      if (type.getSort() != Type.OBJECT) {
        method.visitMethodInsn(
            Opcodes.INVOKESTATIC, box(type), "valueOf", "(" + type + ")L" + box(type) + ";", false);
      }
      method.visitInsn(Opcodes.AASTORE);
    }
  }

  /** Returns the object on the stack as a value of this type. */
  static void returned(MethodVisitor method, Type type) {
    if (type.getSort() == Type.ARRAY) {
      method.visitTypeInsn(Opcodes.CHECKCAST, type.getInternalName());
    } else if (type.getSort() != Type.VOID) {
      method.visitTypeInsn(Opcodes.CHECKCAST, box(type));
      method.visitMethodInsn(
          Opcodes.INVOKEVIRTUAL, box(type), type.getClassName() + "Value", "()" + type, false);
    }
    method.visitInsn(type.getOpcode(Opcodes.IRETURN));
  }

  private static String box(Type type) {
    return switch (type.getSort()) {
      case Type.INT -> "java/lang/Integer";
      case Type.LONG -> "java/lang/Long";
      case Type.FLOAT -> "java/lang/Float";
      default -> "java/lang/Double";
    };
  }
}
