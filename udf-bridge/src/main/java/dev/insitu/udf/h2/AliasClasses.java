package dev.insitu.udf.h2;

import dev.insitu.udf.catalog.FunctionName;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import org.h2.util.JdbcUtils;
import org.h2.util.Utils;

/*
 * Nothing keeps the classes: H2 loads one for each alias of each open database and holds it through
 * the alias, so that a closed database or a dropped alias takes its classes with it.
 */
/** Gives H2 the classes that aliases name, which no class loader knows. */
final class AliasClasses implements Utils.ClassFactory {
  private static final byte[] TEMPLATE = template();

  static {
    JdbcUtils.addClassFactory(new AliasClasses());
  }

  private AliasClasses() {}

  /** Makes H2 in this process find the classes, once. */
  static void install() {
    // The static initialiser has done it.
  }

  @Override
  public boolean match(String name) {
    return AliasNames.matches(name);
  }

  @Override
  public Class<?> loadClass(String name) throws ClassNotFoundException {
    FunctionName alias = AliasNames.of(name);
    if (alias == null) {
      throw new ClassNotFoundException(name);
    }
    try {
      return MethodHandles.lookup()
          .defineHiddenClassWithClassData(TEMPLATE, new AliasSite(alias), true)
          .lookupClass();
    } catch (IllegalAccessException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  private static byte[] template() {
    try (InputStream in = AliasClasses.class.getResourceAsStream("AliasTemplate.class")) {
      if (in == null) {
        throw new IllegalStateException("AliasTemplate.class is missing");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException("AliasTemplate.class cannot be read", e);
    }
  }
}
