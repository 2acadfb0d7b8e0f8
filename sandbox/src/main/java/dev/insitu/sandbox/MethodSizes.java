package dev.insitu.sandbox;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.objectweb.asm.ClassReader;

/*
 * HotSpot leaves a method of more than 8,000 bytes to its interpreter for ever, unless
 * -XX:-DontCompileHugeMethods is given. ASM's reader is used for the constant pool only; the methods
 * are walked by the lengths that they state, so this costs next to nothing.
 */
/** The sizes of methods in class files. */
final class MethodSizes {
  /** The most bytes of code that HotSpot compiles. */
  static final int COMPILED_MAX = 8_000;

  private static final String FUNCTION = "func_";
  private static final int CLASS_HEADER = 6;

  private MethodSizes() {}

  /** Returns the functions whose methods HotSpot will not compile, with the bytes of their code. */
  static Map<Integer, Integer> huge(Collection<byte[]> classFiles) {
    Map<Integer, Integer> huge = new TreeMap<>();
    classFiles.forEach(file -> addHuge(file, huge));
    return huge;
  }

  private static void addHuge(byte[] classFile, Map<Integer, Integer> huge) {
    ClassReader reader = new ClassReader(classFile);
    char[] buffer = new char[reader.getMaxStringLength()];
    ByteBuffer in = ByteBuffer.wrap(classFile).position(reader.header + CLASS_HEADER);
    in.position(in.position() + 2 + 2 * in.getShort(in.position()));
    for (int fields = in.getShort() & 0xFFFF; fields > 0; fields--) {
      in.position(in.position() + 6);
      for (int attributes = in.getShort() & 0xFFFF; attributes > 0; attributes--) {
        in.position(in.position() + 2);
        in.position(in.getInt() + in.position());
      }
    }
    for (int methods = in.getShort() & 0xFFFF; methods > 0; methods--) {
      String name = reader.readUTF8(in.position() + 2, buffer);
      in.position(in.position() + 6);
      for (int attributes = in.getShort() & 0xFFFF; attributes > 0; attributes--) {
        String attribute = reader.readUTF8(in.position(), buffer);
        in.position(in.position() + 2);
        int length = in.getInt();
        int code = "Code".equals(attribute) ? in.getInt(in.position() + 4) : 0;
        if (code > COMPILED_MAX && name != null && name.startsWith(FUNCTION)) {
          huge.put(Integer.parseInt(name.substring(FUNCTION.length())), code);
        }
        in.position(in.position() + length);
      }
    }
  }
}
