package dev.insitu.sandbox;

import static dev.insitu.sandbox.ModuleWriter.F64;
import static dev.insitu.sandbox.ModuleWriter.I32;
import static dev.insitu.sandbox.ModuleWriter.I64;
import static dev.insitu.sandbox.ModuleWriter.code;
import static dev.insitu.sandbox.ModuleWriter.many;

import dev.insitu.sandbox.ModuleWriter.Code;

/** Modules that are made to cost whoever looks at them much time or memory. */
enum Bomb {
  NOPS(Bomb.TAKEN) {
    @Override
    void write(ModuleWriter module) {
      functions(module, 4, code().times(249_000, 0x01));
    }
  },
  ADDITIONS(Bomb.TAKEN) {
    @Override
    void write(ModuleWriter module) {
      functions(module, 40, code().i32(1).times(12_000, 0x41, 1, 0x6A).op(0x1A));
    }
  },
  SMALL_FUNCTIONS(Bomb.TAKEN) {
    @Override
    void write(ModuleWriter module) {
      functions(module, 9_990, code().times(24, 0x41, 1, 0x41, 2, 0x6A).times(24, 0x1A));
    }
  },
  EMPTY_FUNCTIONS(Bomb.TAKEN) {
    @Override
    void write(ModuleWriter module) {
      functions(module, 9_990, code());
    }
  },
  TOO_MANY_FUNCTIONS("LIMIT byte 18, function section: 200000 functions, allowed 10000") {
    @Override
    void write(ModuleWriter module) {
      functions(module, 200_000, code());
    }
  },
  BRANCH_TABLES(Bomb.TAKEN) {
    @Override
    void write(ModuleWriter module) {
      functions(
          module, 70, code().op(0x02, 0x40).i32(0).op(0x0E).u(10_000).times(10_001, 0).op(0x0B));
    }
  },
  LONG_BRANCH_TABLE("LIMIT byte 30, function 0: 200000 branch targets, allowed 10000") {
    @Override
    void write(ModuleWriter module) {
      functions(module, 1, code().i32(0).op(0x0E).u(200_000).times(200_001, 0));
    }
  },
  NESTED(Bomb.TAKEN) {
    @Override
    void write(ModuleWriter module) {
      functions(module, 490, code().times(999, 0x02, 0x40).times(999, 0x0B));
    }
  },
  NESTED_LOOPS(Bomb.TAKEN) {
    @Override
    void write(ModuleWriter module) {
      functions(module, 160, code().times(999, 0x03, 0x40).times(999, 0x41, 0, 0x0D, 0, 0x0B));
    }
  },
  NESTED_TOO_DEEPLY("LIMIT byte 2026, function 0: 1001 nested blocks, allowed 1000") {
    @Override
    void write(ModuleWriter module) {
      functions(module, 1, code().times(80_000, 0x02, 0x40).times(80_000, 0x0B));
    }
  },
  LOCALS(Bomb.TAKEN) {
    @Override
    void write(ModuleWriter module) {
      int type = module.type(new int[0]);
      for (int i = 0; i < 990; i++) {
        module.rawFunction(type, code().u(1).u(1_000).op(I64, 0x0B));
      }
    }
  },
  TOO_MANY_LOCALS(
      "LIMIT byte 15024, function 999: more than the allowed 1000000"
          + " instructions, locals and branch targets in all functions") {
    @Override
    void write(ModuleWriter module) {
      int type = module.type(new int[0]);
      for (int i = 0; i < 9_000; i++) {
        module.rawFunction(type, code().u(1).u(1_000).op(I64, 0x0B));
      }
    }
  },
  JUST_FIT_FOR_JAVA(Bomb.TAKEN) {
    @Override
    void write(ModuleWriter module) {
      functions(module, 15, code().i32(1).times(32_740, 0x41, 1, 0x6A).op(0x1A));
    }
  },
  JUST_TOO_LARGE_FOR_JAVA(
      "COMPILE_BUDGET function 0: becomes 65613 bytes of Java code or more,"
          + " allowed 65535; split it or build with -Os") {
    @Override
    void write(ModuleWriter module) {
      functions(module, 15, code().i32(1).times(32_800, 0x41, 1, 0x6A).op(0x1A));
    }
  },
  CONSTANTS(Bomb.TAKEN) {
    @Override
    void write(ModuleWriter module) {
      int type = module.type(new int[0]);
      for (int i = 0; i < 40; i++) {
        Code body = code();
        for (int k = 0; k < 12_000; k++) {
          body.i64(i * 1_000_003L + k * 7_777_777L + 99_999).op(0x1A);
        }
        module.function(type, new int[0], body);
      }
    }
  },
  OPERANDS(Bomb.TAKEN) {
    @Override
    void write(ModuleWriter module) {
      functions(module, 260, code().times(1_900, 0x41, 0).times(1_900, 0x1A));
    }
  },
  PARAMETERS(Bomb.TAKEN) {
    @Override
    void write(ModuleWriter module) {
      int type = module.type(many(100, F64));
      Code body = code().get(0).get(0).op(0xA0).set(0);
      for (int call = 0; call < 32; call++) {
        body.times(100, 0x20, 0).call(0);
      }
      for (int i = 0; i < 78; i++) {
        module.function(type, new int[0], body);
      }
    }
  },
  TYPES(Bomb.TAKEN) {
    @Override
    void write(ModuleWriter module) {
      for (int i = 0; i < 3_998; i++) {
        int[] parameters = many(100, I32);
        for (int bit = 0; bit < 14; bit++) {
          parameters[bit] = (i >> bit & 1) == 0 ? I32 : I64;
        }
        module.type(parameters, F64);
      }
      module.table(1);
      module.function(
          module.type(new int[0]), new int[0], code().times(100, 0x41, 0).i32(0).op(0x00));
    }
  },
  INDIRECT_CALLS(Bomb.TAKEN) {
    @Override
    void write(ModuleWriter module) {
      int type = module.type(new int[0]);
      module.table(1);
      for (int i = 0; i < 9_990; i++) {
        module.function(type, new int[0], code().times(48, 0x41, 0, 0x11, type, 0));
      }
    }
  },
  CALLS_OF_EVERYBODY(Bomb.TAKEN) {
    @Override
    void write(ModuleWriter module) {
      int type = module.type(new int[0]);
      for (int i = 0; i < 1_000; i++) {
        Code body = code();
        for (int k = 0; k < 650; k++) {
          body.call((i * 31 + k) % 1_000);
        }
        module.function(type, new int[0], body);
      }
    }
  },
  FUNCTIONS_OF_MANY_TYPES(Bomb.TAKEN) {
    @Override
    void write(ModuleWriter module) {
      for (int i = 0; i < 3_999; i++) {
        int[] parameters = many(14, I32);
        for (int bit = 0; bit < 14; bit++) {
          parameters[bit] = (i >> bit & 1) == 0 ? I32 : I64;
        }
        module.type(parameters);
      }
      functions(module, 9_990, code());
    }
  },
  /** Each is metered, so each gets a block of the type of its results. */
  RECURSION_WITH_RESULTS(Bomb.TAKEN) {
    @Override
    void write(ModuleWriter module) {
      int type = module.type(new int[0], I32, I64);
      for (int i = 0; i < 9_990; i++) {
        module.function(type, new int[0], code().call(i));
      }
    }
  },
  RESULTS(Bomb.TAKEN) {
    @Override
    void write(ModuleWriter module) {
      int type = module.type(new int[0], many(16, F64));
      module.function(type, new int[0], code().op(0x00));
      functions(module, 65, code().times(480, CALL_AND_DROP_ALL));
    }
  },
  /** The JVM's verifier follows each local to each place that a branch reaches. */
  FRAMES(Bomb.TAKEN) {
    @Override
    void write(ModuleWriter module) {
      frames(module, 10, 130);
    }
  },
  FRAMES_OF_MILLIONS(
      "LIMIT function 0: all functions so far have 65628428 slots in the frames"
          + " of branches, allowed 8000000") {
    @Override
    void write(ModuleWriter module) {
      frames(module, 20, 11_000);
    }
  },
  FRAMES_OF_TABLE(Bomb.TAKEN) {
    @Override
    void write(ModuleWriter module) {
      frameTables(module, 1, 3_900);
    }
  },
  FRAMES_OF_TABLES(
      "LIMIT function 0: all functions so far have 19923436 slots in the frames"
          + " of branches, allowed 8000000") {
    @Override
    void write(ModuleWriter module) {
      frameTables(module, 90, 9_999);
    }
  },
  /** Each branch drops all operands. */
  DROPS(Bomb.TAKEN) {
    @Override
    void write(ModuleWriter module) {
      drops(module, 11, 29);
    }
  },
  DROPS_OF_MILLIONS(
      "COMPILE_BUDGET function 0: becomes 86088836 bytes of Java code or more,"
          + " allowed 65535; split it or build with -Os") {
    @Override
    void write(ModuleWriter module) {
      drops(module, 10, 45_000);
    }
  },
  /** Each block begins with a copy of the engine's notes on all operands. */
  BLOCKS_OVER_OPERANDS(Bomb.TAKEN) {
    @Override
    void write(ModuleWriter module) {
      functions(
          module,
          2,
          code().times(1_900, 0x41, 0).times(1_000, 0x02, 0x40, 0x0B).times(1_900, 0x1A));
    }
  },
  TABLES_OF_ALL_DEPTHS(Bomb.TAKEN) {
    @Override
    void write(ModuleWriter module) {
      Code body = code().times(990, 0x02, 0x40).i32(0).op(0x0E).u(9_000);
      for (int i = 0; i <= 9_000; i++) {
        body.u(i % 990);
      }
      functions(module, 75, body.times(990, 0x0B));
    }
  },
  BRANCHES_OUT_OF_DEPTH(Bomb.TAKEN) {
    @Override
    void write(ModuleWriter module) {
      functions(
          module,
          60,
          code().times(990, 0x02, 0x40).times(3_900, 0x41, 0, 0x0D, 0xDD, 0x07).times(990, 0x0B));
    }
  },
  NAMES(Bomb.TAKEN) {
    @Override
    void write(ModuleWriter module) {
      Code names = code();
      int count = 3_300_000;
      for (int i = 0; i < count; i++) {
        names.u(20_000 + i).op(0);
      }
      byte[] list = code().u(count).raw(names).bytes();
      module.custom("name", code().op(1).u(list.length).raw(list).bytes());
    }
  },
  SEGMENTS(Bomb.TAKEN) {
    @Override
    void write(ModuleWriter module) {
      int type = module.type(new int[0]);
      module.function(type, new int[0], code());
      module.memory(1_024).table(100_000);
      for (int i = 0; i < 10_000; i++) {
        module.data(i, new byte[1]).elements(many(10, 0));
        module.global(I64, code().i64(i));
      }
    }
  },
  DATA(Bomb.TAKEN) {
    @Override
    void write(ModuleWriter module) {
      module.memory(1_024).data(0, new byte[(16 << 20) - 100]);
    }
  };

  /** The end of a bomb that is loaded after all. */
  static final String TAKEN = "taken";

  private static final int[] CALL_AND_DROP_ALL = {
    0x10, 0, 0x1A, 0x1A, 0x1A, 0x1A, 0x1A, 0x1A, 0x1A, 0x1A, 0x1A, 0x1A, 0x1A, 0x1A, 0x1A, 0x1A,
    0x1A, 0x1A
  };

  private final String end;

  Bomb(String end) {
    this.end = end;
  }

  /** Returns how the attempt to load it has to end. */
  String end() {
    return end;
  }

  abstract void write(ModuleWriter module);

  private static void functions(ModuleWriter module, int count, Code code) {
    int type = module.type(new int[0]);
    for (int i = 0; i < count; i++) {
      module.function(type, new int[0], code);
    }
  }

  private static void frames(ModuleWriter module, int functions, int places) {
    Code body = code().u(1).u(990).op(I64).i32(0).i32(0).times(places, 0x41, 0, 0x04, 0x40, 0x0B);
    body.op(0x1A, 0x1A, 0x0B);
    int type = module.type(new int[0]);
    for (int i = 0; i < functions; i++) {
      module.rawFunction(type, body);
    }
  }

  private static void frameTables(ModuleWriter module, int functions, int targets) {
    Code body = code().u(1).u(990).op(I64).op(0x02, 0x40).i32(0).op(0x0E).u(targets);
    body.times(targets + 1, 0).op(0x0B, 0x0B);
    int type = module.type(new int[0]);
    for (int i = 0; i < functions; i++) {
      module.rawFunction(type, body);
    }
  }

  private static void drops(ModuleWriter module, int functions, int branches) {
    Code body = code().op(0x02, 0x40).times(1_900, 0x41, 0).times(branches, 0x41, 0, 0x0D, 0);
    functions(module, functions, body.times(1_900, 0x1A).op(0x0B));
  }

  byte[] bytes() {
    ModuleWriter module = new ModuleWriter();
    write(module);
    return module.bytes();
  }
}
