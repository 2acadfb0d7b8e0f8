package dev.insitu.sandbox;

import static dev.insitu.sandbox.ModuleWriter.I32;
import static dev.insitu.sandbox.ModuleWriter.I64;
import static dev.insitu.sandbox.ModuleWriter.code;
import static dev.insitu.sandbox.ModuleWriter.many;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.insitu.sandbox.Outcome.Completed;
import dev.insitu.sandbox.Outcome.Exhausted;
import dev.insitu.sandbox.module.ModuleRejected;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A guest runs out of call depth at the same place whatever the Java stack is like. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class DepthTest {
  private static final int[] STACK_KIB = {384, 512, 1_024, 8_192, 65_536};

  /** Too small for a guest that uses what it may on its caller's thread. */
  private static final int TINY_KIB = 192;

  /** One for all, since it takes seconds to compile 9,001 functions. */
  private static final Sandbox SANDBOX = Sandbox.create();

  private static final int[] NOTHING = {};

  /** Modules whose function f needs depth in ways of their own. */
  enum Shape {
    /** A chain of 9,001 functions without a cycle. */
    CHAIN,
    /** Recursion with a small frame. */
    SMALL,
    /** Recursion with 900 operands alive during the call. */
    OPERANDS,
    /** Recursion with 900 locals of 64 bits. */
    LOCALS,
    /** Recursion of two functions through a table. */
    INDIRECT,
    /** Recursion that writes memory and a global at every step. */
    WRITING,
    /** Recursion with 90 parameters of 64 bits. */
    PARAMETERS,
    /** Recursion above a chain that does not count. */
    TAIL;

    byte[] module() {
      ModuleWriter module = new ModuleWriter();
      int type = module.type(new int[] {I32}, I32);
      int f =
          switch (this) {
            case CHAIN -> chain(module, type, 9_001);
            case TAIL -> {
              int last = chain(module, type, 40);
              yield module.function(
                  type,
                  NOTHING,
                  code().get(0).i32(1).op(0x6A).call(last + 1).get(0).call(last).op(0x6A));
            }
            case SMALL ->
                module.function(
                    type, NOTHING, code().get(0).i32(1).op(0x6A).call(0).i32(1).op(0x6A));
            case OPERANDS -> {
              ModuleWriter.Code body = code();
              for (int i = 0; i < 900; i++) {
                body.get(0);
              }
              body.get(0).i32(1).op(0x6A).call(0);
              yield module.function(type, NOTHING, body.times(900, 0x6A));
            }
            case LOCALS -> {
              ModuleWriter.Code body = code();
              for (int i = 0; i < 900; i++) {
                body.get(0).i64(i).op(0x1A, 0xAC).set(1 + i);
              }
              body.get(0).i32(1).op(0x6A).call(0);
              for (int i = 0; i < 900; i++) {
                body.get(1 + i).op(0xA7, 0x6A);
              }
              yield module.function(type, many(900, I64), body);
            }
            case INDIRECT -> {
              module.table(2).elements(0, 1);
              module.function(type, NOTHING, code().get(0).i32(1).op(0x11).u(type).op(0));
              yield module.function(type, NOTHING, code().get(0).i32(0).op(0x11).u(type).op(0));
            }
            case WRITING -> writing(module, type);
            case PARAMETERS -> parameters(module, type);
          };
      return module.export("f", f).bytes();
    }

    /** Returns a recursive function that writes. */
    private static int writing(ModuleWriter module, int type) {
      module.memory(1);
      int global = module.global(I32, code().i32(0));
      return module.function(
          type,
          NOTHING,
          code()
              .op(0x23, global)
              .i32(1)
              .op(0x6A, 0x24, global)
              .i32(64)
              .op(0x23, global, 0x36, 2, 0)
              .get(0)
              .i32(1)
              .op(0x6A)
              .call(0));
    }

    /** Returns one that calls a recursive function of 90 parameters. */
    private static int parameters(ModuleWriter module, int type) {
      int wide = module.type(many(90, I64), I64);
      ModuleWriter.Code body = code();
      for (int i = 0; i < 90; i++) {
        body.get(89 - i).i64(1).op(0x7C);
      }
      int recursive = module.function(wide, NOTHING, body.call(0).get(7).op(0x7C));
      ModuleWriter.Code first = code();
      for (int i = 0; i < 90; i++) {
        first.get(0).op(0xAC);
      }
      return module.function(type, NOTHING, first.call(recursive).op(0xA7));
    }

    private static int chain(ModuleWriter module, int type, int length) {
      module.function(type, NOTHING, code().get(0));
      for (int i = 1; i < length; i++) {
        module.function(type, NOTHING, code().get(0).call(i - 1).i32(1).op(0x6A));
      }
      return length - 1;
    }
  }

  @ParameterizedTest
  @EnumSource(Shape.class)
  void everyStackAndTierEndsAtTheSamePlace(Shape shape) throws Exception {
    GuestModule module = SANDBOX.load(shape.module());
    for (Limits limits : List.of(Limits.DEFAULT, depth(150_000))) {
      Outcome expected = run(module, limits, Tier.COMPILED, 1_024);
      assertThat(expected)
          .as("%s", limits)
          .isInstanceOfSatisfying(
              Exhausted.class,
              end -> {
                assertThat(end.limit()).isEqualTo(Limits.Kind.STACK_DEPTH);
                assertThat(end.used()).isGreaterThan(end.allowed());
              });
      for (int kib : STACK_KIB) {
        for (int i = 0; i < 3; i++) {
          assertThat(run(module, limits, Tier.COMPILED, kib)).as("%s KiB", kib).isEqualTo(expected);
        }
      }
      assertThat(run(module, limits, Tier.INTERPRETED, 512)).isEqualTo(expected);
    }
  }

  @Test
  void aCallWithoutEffectsRunsAgainWhenItsThreadIsTooSmall() throws Exception {
    GuestModule module = SANDBOX.load(Shape.SMALL.module());
    Outcome expected = run(module, Limits.DEFAULT, Tier.COMPILED, 1_024);
    assertThat(run(module, Limits.DEFAULT, Tier.COMPILED, TINY_KIB)).isEqualTo(expected);
    assertThat(onThread(TINY_KIB, () -> end(module, false))).isEqualTo(expected);
  }

  @Test
  void aSealedCallRunsAgainToo() throws Exception {
    GuestModule module = SANDBOX.load(Shape.WRITING.module());
    Outcome expected = run(module, Limits.DEFAULT, Tier.COMPILED, 1_024);
    assertThat(onThread(TINY_KIB, () -> end(module, true))).isEqualTo(expected);
    // Not sealed: nothing can bring its start back, so it never begins on so small a stack.
    assertThat(run(module, Limits.DEFAULT, Tier.COMPILED, TINY_KIB)).isEqualTo(expected);
    assertThat(onThread(TINY_KIB, () -> end(module, false))).isEqualTo(expected);
  }

  private static Outcome end(GuestModule module, boolean sealed) {
    try (SandboxInstance instance = module.instantiate(Limits.DEFAULT, Cancellation.create())) {
      instance.initialize();
      if (sealed) {
        instance.seal();
      }
      MethodHandle handle = instance.function("f").handle();
      GuestEnd end = catchThrowableOfType(GuestEnd.class, () -> handle.invoke(0));
      return end.outcome();
    }
  }

  @Test
  void aChainThatFitsCompletesOnASmallStack() throws Exception {
    GuestModule module = SANDBOX.load(Shape.CHAIN.module());
    for (Tier tier : Tier.values()) {
      assertThat(run(module, depth(9_001 * 19 - 1), tier, 256)).isInstanceOf(Completed.class);
      assertThat(run(module, depth(9_001 * 19 - 2), tier, 256)).isInstanceOf(Exhausted.class);
    }
  }

  @ParameterizedTest
  @CsvSource({"50, COMPILED", "50, INTERPRETED", "20, COMPILED", "20, INTERPRETED"})
  void whatACallNeedsIsKnownBeforehandWhenNothingCounts(int length, Tier tier) throws Exception {
    ModuleWriter writer = new ModuleWriter();
    int type = writer.type(new int[] {I32}, I32);
    GuestModule module =
        Sandbox.create().load(writer.export("f", Shape.chain(writer, type, length)).bytes());
    // The innermost frame has one operand, all others two.
    int needed = length * 19 - 1;
    assertThat(run(module, depth(needed), tier, 512)).isInstanceOf(Completed.class);
    assertThat(run(module, depth(needed - 1), tier, 512))
        .isInstanceOfSatisfying(
            Exhausted.class,
            end -> {
              assertThat(end.limit()).isEqualTo(Limits.Kind.STACK_DEPTH);
              assertThat(end.used()).isEqualTo(needed);
            });
  }

  @Test
  void aHandleGoesDeeperThanItsThread() throws Throwable {
    ModuleWriter writer = new ModuleWriter();
    int type = writer.type(new int[] {I32}, I32);
    // f(n) = n == 0 ? 0 : f(n - 1) + 1
    writer.function(
        type,
        NOTHING,
        code()
            .get(0)
            .op(0x45, 0x04, I32)
            .i32(0)
            .op(0x05)
            .get(0)
            .i32(1)
            .op(0x6B)
            .call(0)
            .i32(1)
            .op(0x6A, 0x0B));
    GuestModule module = Sandbox.create().load(writer.export("f", 0).bytes());
    try (SandboxInstance instance = module.instantiate(depth(10_000_000), Cancellation.create())) {
      instance.initialize();
      int[] results = new int[3];
      onThread(
          256,
          () -> {
            for (int i = 0; i < results.length; i++) {
              try {
                results[i] = (int) instance.function("f").handle().invokeExact(400_000);
              } catch (Throwable e) {
                throw new AssertionError(e);
              }
            }
            return results;
          });
      assertThat(results).containsOnly(400_000);
    }
  }

  static Outcome run(GuestModule module, Limits limits, Tier tier, int stackKib)
      throws InterruptedException, ModuleRejected {
    return onThread(
        stackKib,
        () -> {
          try (SandboxInstance instance = module.instantiate(limits, Cancellation.create(), tier)) {
            instance.initialize();
            return instance.function("f").call(new long[1], new long[1]);
          }
        });
  }

  private static <T> T onThread(int stackKib, Supplier<T> task) throws InterruptedException {
    List<T> result = new ArrayList<>();
    Thread thread =
        new Thread(null, () -> result.add(task.get()), "small-stack", (long) stackKib << 10);
    thread.start();
    thread.join();
    return result.get(0);
  }

  private static Limits depth(int units) {
    return new Limits(10_000_000_000L, 16, units, 100, 0, 0, 0, 0);
  }
}
