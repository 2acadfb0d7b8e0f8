package dev.insitu.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.dylibso.chicory.runtime.ImportFunction;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.wasm.types.FunctionType;
import dev.insitu.sandbox.module.ModuleImport;
import dev.insitu.sandbox.module.ModuleLimits;
import dev.insitu.sandbox.module.ModuleRejected;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A large program that nobody wrote for us fits the default caps, is compiled and runs: SQLite, as
 * the npm package sql.js has it. It wants a browser, so what it imports answers that nothing is
 * there.
 */
@Tag("ci")
final class SqliteTest {
  private static final String PACKAGE = "sql.js@1.13.0";
  private static final int SQLITE_ROW = 100;
  private static final int NOT_THERE = -44;
  private static final Limits LIMITS =
      new Limits(10_000_000_000L, 1_024, 60_000, 1_000, 0, 1_000, 0, 1_000);

  @TempDir Path folder;

  private byte[] module(String name) throws IOException {
    String script = "cd '" + folder + "' && npm pack --silent " + PACKAGE + " && tar xzf *.tgz";
    Path file = folder.resolve("package/dist/" + name);
    assertThat(Files.exists(file) || Tools.run(300, List.of("sh", "-ec", script))).isTrue();
    return Files.readAllBytes(file);
  }

  @Test
  void theCapsHoldItAndItRunsOnBothTiers() throws IOException, ModuleRejected {
    if (!Tools.present("npm", "tar", "sh")) {
      assertThat(System.getenv("CI")).as("CI installs npm").isNull();
      return;
    }
    reportsWhatIsTooLarge(load("sql-wasm.wasm"));
    GuestModule module = load("sql-wasm-debug.wasm");
    reportsWhatIsTooLarge(module);
    List<Object> compiled = new Program(module, Tier.COMPILED).run();
    assertThat(compiled.get(0)).isEqualTo("3|1500|2000|a,b,c");
    assertThat(new Program(module, Tier.INTERPRETED).run()).isEqualTo(compiled);
  }

  private GuestModule load(String name) throws IOException, ModuleRejected {
    return Sandbox.linking(ModuleLimits.DEFAULT).load(module(name));
  }

  @SuppressWarnings("SystemOut")
  private static void reportsWhatIsTooLarge(GuestModule module) {
    Map<Integer, Integer> huge = module.engine().hugeFunctions();
    int largest = Collections.max(huge.values());
    System.out.println(
        "SQLite: " + huge.size() + " methods are large, the largest has " + largest + " bytes");
    assertThat(largest).isBetween(20_000, 65_535);
    assertThat(module.warnings())
        .singleElement()
        .asString()
        .startsWith(huge.size() + " functions become more than the 8000 bytes of Java code")
        .contains("the largest, ", "with " + largest)
        .endsWith("split them or build with -Os");
  }

  /** One instance with a database in its memory. */
  private static final class Program {
    private final SandboxInstance instance;
    private final List<Object> seen = new ArrayList<>();
    private long fuel;

    Program(GuestModule module, Tier tier) {
      instance = module.instantiate(LIMITS, Cancellation.create(), tier).linkedTo(imports(module));
      assertThat(instance.initialize()).isInstanceOf(Outcome.Completed.class);
    }

    List<Object> run() {
      try (instance) {
        call("emscripten_stack_init");
        call("__wasm_call_ctors");
        int place = (int) value("malloc", 8);
        assertThat(value("sqlite3_open", text(":memory:"), place)).isZero();
        int database = word(place);
        String script =
            "CREATE TABLE t(i INTEGER PRIMARY KEY, k TEXT, r REAL);"
                + "CREATE INDEX x ON t(k, r);"
                + "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
                + " INSERT INTO t SELECT i, char(97 + i % 3), i * 0.5 FROM n;"
                + "DELETE FROM t WHERE i % 4 = 0;";
        long end = value("sqlite3_exec", database, text(script), 0, 0, 0);
        assertThat(end).as(string((int) value("sqlite3_errmsg", database))).isZero();
        String query =
            "SELECT count(*) || '|' || sum(n) || '|' || max(m) || '|' || group_concat(k) FROM"
                + " (SELECT k, count(*) AS n, max(i) + 1 AS m FROM t GROUP BY k ORDER BY k)";
        seen.add(query(database, place, query));
        seen.add(fuel);
        return seen;
      }
    }

    private String query(int database, int place, String sql) {
      assertThat(value("sqlite3_prepare_v2", database, text(sql), -1, place, 0)).isZero();
      int statement = word(place);
      assertThat(value("sqlite3_step", statement)).isEqualTo(SQLITE_ROW);
      return string((int) value("sqlite3_column_text", statement, 0));
    }

    private String string(int address) {
      byte[] bytes = new byte[200];
      assertThat(instance.memory().read(address, bytes, 0, bytes.length)).isTrue();
      String text = new String(bytes, StandardCharsets.UTF_8);
      return text.substring(0, text.indexOf(0));
    }

    private void call(String function, long... arguments) {
      call(function, arguments, new long[0]);
    }

    private long value(String function, long... arguments) {
      long[] result = new long[1];
      call(function, arguments, result);
      return result[0];
    }

    private void call(String function, long[] arguments, long[] result) {
      Outcome end = instance.function(function).call(arguments, result);
      assertThat(end).as(function).isInstanceOf(Outcome.Completed.class);
      fuel += end.fuelUsed();
    }

    private int text(String text) {
      byte[] bytes = (text + '\0').getBytes(StandardCharsets.UTF_8);
      int address = (int) value("malloc", bytes.length);
      assertThat(instance.memory().write(address, bytes, 0, bytes.length)).isTrue();
      return address;
    }

    private int word(int address) {
      byte[] bytes = new byte[Integer.BYTES];
      instance.memory().read(address, bytes, 0, bytes.length);
      return bytes[0] & 0xFF
          | (bytes[1] & 0xFF) << 8
          | (bytes[2] & 0xFF) << 16
          | (bytes[3] & 0xFF) << 24;
    }

    private static EngineImports imports(GuestModule module) {
      ImportValues.Builder builder = ImportValues.builder();
      for (ModuleImport entry : module.description().imports()) {
        builder.addFunction(
            new ImportFunction(
                entry.module(),
                entry.name(),
                FunctionType.of(
                    EngineImports.types(entry.type().parameters()),
                    EngineImports.types(entry.type().results())),
                (instance, arguments) ->
                    entry.type().results().isEmpty()
                        ? new long[0]
                        : new long[] {answer(entry.name(), instance.memory(), arguments)}));
      }
      return new EngineImports(builder.build());
    }

    /** There are no files and no variables, and it is always midnight in 1970. */
    private static long answer(String name, Memory memory, long[] arguments) {
      if (name.equals("environ_sizes_get")) {
        memory.writeI32((int) arguments[0], 0);
        memory.writeI32((int) arguments[1], 0);
      }
      return name.startsWith("__syscall_") ? NOT_THERE : 0;
    }
  }
}
