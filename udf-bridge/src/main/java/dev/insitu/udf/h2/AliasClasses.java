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
  private static final byte[] TEMPLATE = template("AliasTemplate.class");
  private static final byte[] BATCH = template("BatchTemplate.class");
  private static final byte[] AGGREGATE = template("AggregateTemplate.class");

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
    AggregateSignature aggregate = AggregateSignature.of(name);
    if (aggregate != null) {
      AliasSite calls = new AliasSite(aggregate.name());
      return define(name, AGGREGATE, new AggregateSite(calls, aggregate));
    }
    FunctionName alias = AliasNames.of(name);
    if (alias == null) {
      throw new ClassNotFoundException(name);
    }
    return define(name, AliasNames.isBatch(name) ? BATCH : TEMPLATE, new AliasSite(alias));
  }

  private static Class<?> define(String name, byte[] template, Object site)
      throws ClassNotFoundException {
    try {
      return MethodHandles.lookup()
          .defineHiddenClassWithClassData(template, site, true)
          .lookupClass();
    } catch (IllegalAccessException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  private static byte[] template(String file) {
    try (InputStream in = AliasClasses.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is missing");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(file + " cannot be read", e);
    }
  }
}
