package dev.insitu.sandbox;

import com.dylibso.chicory.compiler.InterpreterFallback;
import com.dylibso.chicory.compiler.internal.ByteClassCollector;
import com.dylibso.chicory.compiler.internal.Compiler;
import com.dylibso.chicory.compiler.internal.CompilerResult;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.wasm.WasmModule;
import dev.insitu.sandbox.binary.Unwanted;
import dev.insitu.sandbox.meter.Instrumented;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.objectweb.asm.ClassTooLargeException;

/** Turns a metered module into JVM code in a class loader of its own. */
final class EngineCompiler {
  /** What the names of a module's classes begin with; their number is another matter. */
  static final String CLASS_NAME = "insitu.guest.Module";

  /**
   * What the names of the engine's classes begin with, wherever the packer of the driver put them.
   */
  static final String ENGINE = Instance.class.getName().replace("runtime.Instance", "");

  private EngineCompiler() {}

  /**
   * The classes of a module.
   *
   * @param main the class of its machine
   * @param bytes class files by name
   */
  record Classes(String main, Map<String, byte[]> bytes) {}

  /**
   * What compiling gives.
   *
   * @param functionClasses the class of each function's method, by the method's name
   */
  record Compiled(Classes classes, Map<String, String> functionClasses) {}

  /**
   * A module's classes, loaded.
   *
   * @param machines makes the machine of an instance
   * @param loader knows the classes
   * @param huge the functions that HotSpot will not compile, with the bytes of their methods
   */
  record Code(
      Function<Instance, Machine> machines, ClassLoader loader, Map<Integer, Integer> huge) {
    /**
     * Returns the method of a function: its wasm parameters, then the memory and the instance.
     *
     * @param className the class that the method is in
     */
    MethodHandle function(int index, String className, MethodType type) {
      String name = "func_" + index;
      try {
        return MethodHandles.publicLookup()
            .findStatic(
                loader.loadClass(className),
                name,
                type.appendParameterTypes(Memory.class, Instance.class));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("the engine's code has an unknown shape: " + name, e);
      }
    }
  }

  /** Takes classes while somebody wants them. */
  private static final class Collector extends ByteClassCollector {
    @Override
    public void put(String className, byte[] bytes) {
      Unwanted.check();
      super.put(className, bytes);
    }
  }

  /** Compiles a module; loads nothing. */
  static Compiled compile(WasmModule parsed, Instrumented module) {
    for (int functions = module.functionsPerClass(); ; functions /= 4) {
      try {
        return compile(parsed, module, functions);
      } catch (ClassTooLargeException e) {
        // The engine has filled a class to its brim, and the meter needs some room in it.
        if (functions < 4) {
          throw e;
        }
      }
    }
  }

  private static Compiled compile(WasmModule parsed, Instrumented module, int functionsPerClass) {
    CompilerResult compiled =
        Compiler.builder(parsed)
            .withClassName(CLASS_NAME)
            .withMaxFunctionsPerClass(functionsPerClass)
            .withInterpreterFallback(InterpreterFallback.FAIL)
            .withClassCollectorFactory(Collector::new)
            .build()
            .compile();
    EngineRewriter rewriter = new EngineRewriter(module);
    Map<String, byte[]> classes = new HashMap<>();
    compiled
        .classBytes()
        .forEach((name, bytes) -> classes.put(name.replace('/', '.'), rewriter.rewrite(bytes)));
    rewriter.requireKnownShape();
    String main = compiled.collector().mainClassName().replace('/', '.');
    return new Compiled(new Classes(main, classes), rewriter.functionClasses());
  }

  /** Loads a module's classes and lets the JVM verify all of them. */
  static Code load(Classes classes) {
    ModuleLoader loader = new ModuleLoader(classes.bytes());
    loader.link();
    return new Code(
        machines(loader, classes.main()), loader, MethodSizes.huge(classes.bytes().values()));
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

  /**
   * Loads one module's classes, which see the JDK, the engine and GuestRuntime and nothing else.
   */
  private static final class ModuleLoader extends ClassLoader {
    /** Class files that are not loaded yet; complete until linking ends, empty afterwards. */
    private final Map<String, byte[]> classes;

    ModuleLoader(Map<String, byte[]> classes) {
      super("insitu-module", Memory.class.getClassLoader());
      this.classes = new HashMap<>(classes);
    }

    /** Loads and verifies all classes now, so that no call finds one that the JVM refuses. */
    void link() {
      try {
        for (String name : List.copyOf(classes.keySet())) {
          Unwanted.check();
          Class.forName(name, true, this);
        }
      } catch (ClassNotFoundException e) {
        throw new IllegalStateException("the engine's code has an unknown shape", e);
      }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.equals(GuestRuntime.class.getName())) {
        return GuestRuntime.class;
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        if (loaded != null) {
          return loaded;
        }
        byte[] file = classes.remove(name);
        if (file != null) {
          return defineClass(name, file, 0, file.length);
        }
      }
      if (name.startsWith("java.") || name.startsWith(ENGINE)) {
        return super.loadClass(name, resolve);
      }
      throw new ClassNotFoundException(name);
    }
  }
}
