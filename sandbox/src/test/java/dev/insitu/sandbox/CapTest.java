package dev.insitu.sandbox;

import static dev.insitu.sandbox.ModuleWriter.F64;
import static dev.insitu.sandbox.ModuleWriter.I32;
import static dev.insitu.sandbox.ModuleWriter.code;
import static dev.insitu.sandbox.ModuleWriter.many;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.insitu.sandbox.module.ModuleLimits;
import dev.insitu.sandbox.module.ModuleRejected;
import dev.insitu.sandbox.module.ModuleRejected.Reason;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every cap on modules lets through what is at the cap and refuses one more, with a sentence. */
final class CapTest {
  private static final int[] NOTHING = {};

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "moduleBytes | 50 | module of 51 bytes, allowed 50",
        "types | 3 | byte 10, type section: 4 types, allowed 3",
        "imports | 3 | byte 16, import section: 4 imports, allowed 3",
        "functions | 3 | byte 16, function section: 4 functions, allowed 3",
        "parameters | 3 | byte 12, type section: 4 parameters, allowed 3",
        "results | 3 | byte 13, type section: 4 results, allowed 3",
        "bodyBytes | 10 | byte 21, function 0: 11 bytes of a body, allowed 10",
        "codeBytes | 12 | byte 29, function 1: 7 bytes of a body, allowed 6",
        "instructions | 9 | byte 34, function 0: more than the allowed 9 instructions, locals and"
            + " branch targets in all functions",
        "javaBytes | 13 | function 0: all functions so far have 14 bytes of Java code or more,"
            + " allowed 13",
        "frameSlots | 7 | function 0: all functions so far have 8 slots in the frames of branches,"
            + " allowed 7",
        "operands | 7 | function 0: 8 slots of operands at once, allowed 7",
        "locals | 4 | byte 29, function 0: 1 locals, allowed 0",
        "nesting | 5 | byte 32, function 0: 6 nested blocks, allowed 5",
        "branchTargets | 4 | byte 26, function 0: 5 branch targets, allowed 4",
        "constantInstructions | 5 | byte 23, global section: constant expression is longer than the"
            + " allowed 5 instructions",
        "tables | 2 | byte 10, table section: 3 tables, allowed 2",
        "tableEntries | 7 | byte 13, table section: 8 table entries, allowed 7",
        "memoryPages | 2 | byte 12, memory section: 3 memory pages, allowed 2",
        "globals | 3 | byte 10, global section: 4 globals, allowed 3",
        "exports | 3 | byte 20, export section: 4 exports, allowed 3",
        "segments | 3 | byte 15, data section: 4 data segments, allowed 3",
        "elements | 3 | byte 37, element section: 3 elements, allowed 2",
        "nameBytes | 3 | byte 21, export section: 4 bytes of a name, allowed 3"
      })
  void oneMoreIsRefused(String cap, int allowed, String message) throws ModuleRejected {
    Sandbox sandbox = Sandbox.create(with(cap, allowed));
    int more = cap.equals("constantInstructions") ? allowed + 2 : allowed + 1;
    assertThat(sandbox.load(module(cap, allowed)).description().digest()).hasSize(64);
    ModuleRejected refusal =
        catchThrowableOfType(ModuleRejected.class, () -> sandbox.load(module(cap, more)));
    assertThat(refusal).hasMessage(message);
    assertThat(refusal.reason()).isEqualTo(Reason.LIMIT);
  }

  @Test
  void everyCapHasATest() throws NoSuchMethodException {
    CsvSource rows =
        CapTest.class
            .getDeclaredMethod("oneMoreIsRefused", String.class, int.class, String.class)
            .getAnnotation(CsvSource.class);
    List<String> tested =
        Arrays.stream(rows.value()).map(row -> row.substring(0, row.indexOf(' '))).toList();
    assertThat(
            Arrays.stream(ModuleLimits.class.getRecordComponents()).map(RecordComponent::getName))
        .filteredOn(name -> !name.equals("compileMillis"))
        .containsExactlyElementsOf(tested);
  }

  @Test
  void compilingHasABudget() {
    Sandbox hurried = Sandbox.create(with("compileMillis", 0));
    assertThatThrownBy(() -> hurried.load(TestModules.bytes("arithmetic")))
        .isInstanceOfSatisfying(
            ModuleRejected.class,
            refusal -> assertThat(refusal.reason()).isEqualTo(Reason.COMPILE_BUDGET))
        .hasMessage("module: compiling takes longer than the allowed 0 ms");
  }

  @Test
  void typesThatAreRepeatedForManyFunctionsAreRefused() {
    ModuleWriter writer = new ModuleWriter();
    for (int i = 0; i < 1_000; i++) {
      writer.type(NOTHING);
    }
    for (int i = 0; i < 201; i++) {
      writer.function(i, NOTHING, code());
    }
    assertThatThrownBy(() -> Sandbox.create().load(writer.bytes()))
        .hasMessage(
            "type section: 201000 pairs of a function and a type equal to its own, allowed 200000");
  }

  @Test
  void functionsTooLargeForAJavaMethodAreNamed() {
    ModuleWriter writer = new ModuleWriter();
    int type = writer.type(NOTHING);
    writer.function(type, NOTHING, code());
    writer.function(type, NOTHING, code().i32(1).times(40_000, 0x41, 1, 0x6A).op(0x1A));
    writer.custom("name", code().op(1, 8, 1, 1, 5, 'l', 'a', 'r', 'g', 'e').bytes());
    assertThatThrownBy(() -> Sandbox.create().load(writer.bytes()))
        .isInstanceOfSatisfying(
            ModuleRejected.class,
            refusal -> assertThat(refusal.reason()).isEqualTo(Reason.COMPILE_BUDGET))
        .hasMessage(
            "function 1 'large': becomes 80013 bytes of Java code or more, allowed 65535; split it or"
                + " build with -Os");
  }

  private static byte[] module(String cap, int count) {
    ModuleWriter module = new ModuleWriter();
    switch (cap) {
      case "moduleBytes" -> module.custom("c", new byte[count - 8 - 4]);
      case "types" -> {
        for (int i = 0; i < count; i++) {
          module.type(many(i, I32));
        }
      }
      case "imports" -> {
        int type = module.type(NOTHING);
        for (int i = 0; i < count; i++) {
          module.importFunction("insitu", "return_null", type);
        }
      }
      case "functions" -> functions(module, count, code());
      case "parameters" -> module.type(many(count, I32));
      case "results" -> module.type(NOTHING, many(count, I32));
      // One byte for the number of groups of locals, and one for the end.
      case "bodyBytes" -> functions(module, 1, code().times(count - 2, 0x01));
      case "codeBytes" -> {
        functions(module, 1, code().times(4, 0x01));
        module.function(0, NOTHING, code().times(count - 8, 0x01));
      }
      case "instructions" ->
          module.function(
              module.type(many(2, I32)), many(2, F64), code().times(count - 4 - 1, 0x01));
      // Nine bytes for the charge; a constant takes one or two, a drop one.
      case "javaBytes" ->
          functions(
              module,
              1,
              code().i32(count % 2 == 0 ? 6 : 0).op(0x1A).times((count - 11) / 2, 0x41, 0, 0x1A));
      // The memory, the instance and the parameters at the function's end.
      case "frameSlots" -> module.function(module.type(many(count - 2, I32)), NOTHING, code());
      case "operands" -> functions(module, 1, code().times(count, 0x41, 0).times(count, 0x1A));
      case "locals" -> module.function(module.type(many(2, I32)), many(count - 2, F64), code());
      case "nesting" ->
          functions(module, 1, code().times(count - 1, 0x02, 0x40).times(count - 1, 0x0B));
      case "branchTargets" ->
          functions(module, 1, code().i32(0).op(0x0E).u(count).times(count + 1, 0));
      default -> entries(module, cap, count);
    }
    return module.bytes();
  }

  private static void entries(ModuleWriter module, String cap, int count) {
    switch (cap) {
      case "constantInstructions" ->
          module.global(I32, code().i32(0).times(count / 2, 0x41, 1, 0x6A));
      case "tables" -> {
        for (int i = 0; i < count; i++) {
          module.table(1);
        }
      }
      case "tableEntries" -> module.table(count);
      case "memoryPages" -> module.memory(count);
      case "globals" -> {
        for (int i = 0; i < count; i++) {
          module.global(I32, code().i32(0));
        }
      }
      case "exports" -> {
        functions(module, 1, code());
        for (int i = 0; i < count; i++) {
          module.export("e" + i, 0);
        }
      }
      case "segments" -> {
        module.memory(1);
        for (int i = 0; i < count; i++) {
          module.data(i, new byte[1]);
        }
      }
      case "elements" -> {
        functions(module, 1, code());
        module.table(10).elements(0).elements(many(count - 1, 0));
      }
      case "nameBytes" -> {
        functions(module, 1, code());
        module.export("n".repeat(count), 0);
      }
      default -> throw new IllegalArgumentException(cap);
    }
  }

  private static void functions(ModuleWriter module, int count, ModuleWriter.Code code) {
    int type = module.type(NOTHING);
    for (int i = 0; i < count; i++) {
      module.function(type, NOTHING, code);
    }
  }

  /** Returns the default caps with another value in one field. */
  static ModuleLimits with(String cap, int value) {
    RecordComponent[] components = ModuleLimits.class.getRecordComponents();
    Object[] values = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    try {
      for (int i = 0; i < values.length; i++) {
        types[i] = components[i].getType();
        values[i] =
            components[i].getName().equals(cap)
                ? value
                : components[i].getAccessor().invoke(ModuleLimits.DEFAULT);
      }
      return ModuleLimits.class.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }
}
