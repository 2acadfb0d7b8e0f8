package dev.insitu.sandbox;

import com.dylibso.chicory.compiler.InterpreterFallback;
import com.dylibso.chicory.compiler.internal.ByteClassCollector;
import com.dylibso.chicory.compiler.internal.Compiler;
import com.dylibso.chicory.compiler.internal.CompilerResult;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.wasm.WasmModule;
import dev.insitu.sandbox.meter.Instrumented;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/*
 * The engine gives its classes as bytes before they are loaded. Two things change in them: the test
 * of the thread's interrupt status at every call and branch goes away, and the bodies of the four
 * metering functions become calls of the memory's meter, where fuel is a field instead of a global
 * and the cancel flag is looked at. What they compute stays what the module says.
 */
/** Turns a metered module into JVM code in a class loader of its own. */
final class EngineCompiler {
  private static final String MEMORY = Type.getInternalName(FlatMemory.class);
  private static final String METERED = "(ILcom/dylibso/chicory/runtime/Memory;)V";
  private static final int METERING_FUNCTIONS = 4;

  private final Map<String, String> metering = new HashMap<>();
  private final Map<String, String> functionClasses = new HashMap<>();
  private int replaced;

  private EngineCompiler(Instrumented module) {
    metering.put("func_" + module.charge(), "charge");
    metering.put("func_" + module.check(), "check");
    metering.put("func_" + module.enter(), "enter");
    metering.put("func_" + module.leave(), "leave");
  }

  /**
   * A compiled module.
   *
   * @param machines makes the machine of an instance
   * @param loader knows the classes
   * @param functionClasses the class of each function's method, by the method's name
   */
  record Code(
      Function<Instance, Machine> machines,
      ClassLoader loader,
      Map<String, String> functionClasses) {
    /** Returns the method of a function: its wasm parameters, then the memory and the instance. */
    MethodHandle function(int index, MethodType type) {
      String name = "func_" + index;
      try {
        return MethodHandles.publicLookup()
            .findStatic(
                loader.loadClass(functionClasses.get(name)),
                name,
                type.appendParameterTypes(Memory.class, Instance.class));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("the engine's code has an unknown shape: " + name, e);
      }
    }
  }

  /** Compiles a module. */
  static Code compile(WasmModule parsed, Instrumented module) {
    CompilerResult compiled =
        Compiler.builder(parsed)
            .withInterpreterFallback(InterpreterFallback.FAIL)
            .withClassCollectorFactory(ByteClassCollector::new)
            .build()
            .compile();
    EngineCompiler rewriter = new EngineCompiler(module);
    Map<String, byte[]> classes = new HashMap<>();
    compiled
        .classBytes()
        .forEach((name, bytes) -> classes.put(name.replace('/', '.'), rewriter.rewrite(bytes)));
    if (rewriter.replaced != METERING_FUNCTIONS) {
      throw new IllegalStateException(
          "the engine's code has an unknown shape: " + rewriter.replaced + " metering functions");
    }
    ModuleLoader loader = new ModuleLoader(classes);
    String main = compiled.collector().mainClassName().replace('/', '.');
    return new Code(machines(loader, main), loader, rewriter.functionClasses);
  }

  private static Function<Instance, Machine> machines(ClassLoader loader, String main) {
    try {
      Class<?> type = loader.loadClass(main);
      MethodHandle constructor =
          MethodHandles.publicLookup()
              .findConstructor(type, MethodType.methodType(void.class, Instance.class))
              .asType(MethodType.methodType(Machine.class, Instance.class));
      return instance -> {
        try {
          return (Machine) constructor.invokeExact(instance);
        } catch (RuntimeException | Error e) {
          throw e;
        } catch (Throwable e) {
          throw new IllegalStateException("the engine's machine cannot be created", e);
        }
      };
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the engine's code cannot be loaded", e);
    }
  }

  private byte[] rewrite(byte[] original) {
    ClassReader reader = new ClassReader(original);
    ClassWriter writer = new ClassWriter(0);
    reader.accept(
        new ClassVisitor(Opcodes.ASM9, writer) {
          @Override
          public void visit(
              int version,
              int access,
              String name,
              String signature,
              String superName,
              String[] interfaces) {
            // Public, so that handles of the guest's functions can be found.
            super.visit(
                version, access | Opcodes.ACC_PUBLIC, name, signature, superName, interfaces);
          }

          @Override
          public MethodVisitor visitMethod(
              int access, String name, String descriptor, String signature, String[] exceptions) {
            MethodVisitor method =
                super.visitMethod(access, name, descriptor, signature, exceptions);
            if (name.startsWith("func_")) {
              functionClasses.put(name, reader.getClassName().replace('/', '.'));
            }
            String target = metering.get(name);
            if (target != null && descriptor.startsWith("(ILcom/dylibso/chicory/runtime/Memory;")) {
              replaced++;
              return replaceBody(method, target, descriptor);
            }
            return new InterruptRemover(method);
          }
        },
        0);
    return writer.toByteArray();
  }

  private static MethodVisitor replaceBody(MethodVisitor method, String target, String descriptor) {
    method.visitCode();
    method.visitVarInsn(Opcodes.ILOAD, 0);
    method.visitVarInsn(Opcodes.ALOAD, 1);
    method.visitMethodInsn(Opcodes.INVOKESTATIC, MEMORY, target, METERED, false);
    method.visitInsn(Opcodes.RETURN);
    method.visitMaxs(2, Type.getArgumentsAndReturnSizes(descriptor) >> 2);
    method.visitEnd();
    return new MethodVisitor(Opcodes.ASM9) {};
  }

  /** Leaves out calls of the interrupt test, which takes and returns nothing. */
  private static final class InterruptRemover extends MethodVisitor {
    InterruptRemover(MethodVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean isInterface) {
      if (!(name.equals("checkInterruption") && descriptor.equals("()V"))) {
        super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
      }
    }
  }

  /** Loads one module's classes, which see the JDK, the engine and the memory and nothing else. */
  private static final class ModuleLoader extends ClassLoader {
    private final Map<String, byte[]> classes;

    ModuleLoader(Map<String, byte[]> classes) {
      super("insitu-module", Memory.class.getClassLoader());
      this.classes = classes;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.equals(FlatMemory.class.getName())) {
        return FlatMemory.class;
      }
      synchronized (getClassLoadingLock(name)) {
        if (classes.containsKey(name)) {
          Class<?> loaded = findLoadedClass(name);
          return loaded != null ? loaded : findClass(name);
        }
      }
      if (name.startsWith("java.") || name.startsWith("com.dylibso.chicory.")) {
        return super.loadClass(name, resolve);
      }
      throw new ClassNotFoundException(name);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      byte[] bytes = classes.get(name);
      if (bytes == null) {
        throw new ClassNotFoundException(name);
      }
      return defineClass(name, bytes, 0, bytes.length);
    }
  }
}
