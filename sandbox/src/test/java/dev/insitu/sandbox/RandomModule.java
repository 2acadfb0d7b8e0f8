package dev.insitu.sandbox;

import static dev.insitu.sandbox.ModuleWriter.F32;
import static dev.insitu.sandbox.ModuleWriter.F64;
import static dev.insitu.sandbox.ModuleWriter.I32;
import static dev.insitu.sandbox.ModuleWriter.I64;
import static dev.insitu.sandbox.ModuleWriter.code;

import dev.insitu.sandbox.ModuleWriter.Code;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A random valid module: functions of all types with loops, branches, tables of branches, calls
 * direct and indirect, memory, globals, a table, and every operation on numbers. The same seed
 * gives the same module. Loops are counted, recursion is not, so some calls use up their fuel or
 * depth.
 */
final class RandomModule {
  private static final int[] TYPES = {I32, I64, F32, F64};
  private static final int DEPTH = 5;

  /** A function type. */
  private record Signature(int index, int[] parameters, int[] results) {}

  private final Random random;
  private final ModuleWriter module = new ModuleWriter();
  private final List<Signature> signatures = new ArrayList<>();
  private final List<Signature> functions = new ArrayList<>();
  private List<Integer> locals = new ArrayList<>();
  private int writable;
  private int labels;
  private Signature present;

  RandomModule(long seed) {
    random = new Random(seed);
  }

  /** Returns the module; its functions are exported as f0, f1, … */
  byte[] bytes() {
    for (int i = 0; i < 5; i++) {
      int[] parameters = types(random.nextInt(4));
      int[] results = types(random.nextInt(8) == 0 ? 2 : random.nextInt(4) == 0 ? 0 : 1);
      signatures.add(new Signature(module.type(parameters, results), parameters, results));
    }
    module.rawMemory(code().op(1).u(1).u(3));
    byte[] data = new byte[64];
    random.nextBytes(data);
    module.data(random.nextInt(1_000), data);
    for (int type : TYPES) {
      module.global(type, code().raw(constant(type)));
    }
    int count = 2 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      functions.add(signatures.get(random.nextInt(signatures.size())));
    }
    int[] references = new int[count];
    for (int i = 0; i < count; i++) {
      references[i] = i;
      function(functions.get(i), i);
      module.export("f" + i, i);
    }
    module.table(count + 2).elements(references);
    return module.bytes();
  }

  private int[] types(int count) {
    int[] types = new int[count];
    Arrays.setAll(types, i -> TYPES[random.nextInt(4)]);
    return types;
  }

  private void function(Signature signature, int index) {
    present = signature;
    labels = 1;
    locals = new ArrayList<>();
    Arrays.stream(signature.parameters()).forEach(locals::add);
    for (int type : TYPES) {
      locals.add(type);
      locals.add(type);
    }
    writable = locals.size();
    Code body = code();
    statements(body, 1 + random.nextInt(5), DEPTH, index);
    for (int result : signature.results()) {
      value(body, result, DEPTH, index);
    }
    int[] own =
        locals.stream().skip(signature.parameters().length).mapToInt(Integer::intValue).toArray();
    module.function(signature.index(), own, body);
  }

  private void statements(Code out, int count, int depth, int function) {
    for (int i = 0; i < count; i++) {
      statement(out, depth - 1, function);
    }
  }

  private void statement(Code out, int depth, int function) {
    if (depth <= 0) {
      set(out, 0, function);
      return;
    }
    switch (random.nextInt(16)) {
      case 0, 1, 2 -> set(out, depth, function);
      case 3 -> {
        int type = random.nextInt(4);
        value(out, TYPES[type], depth, function);
        out.op(0x24, type);
      }
      case 4, 5 -> store(out, depth, function);
      case 6 -> {
        value(out, TYPES[random.nextInt(4)], depth, function);
        out.op(0x1A);
      }
      case 7 -> branch(out, depth, function);
      case 8, 9 -> loop(out, depth, function);
      case 10 -> {
        nest(out.op(0x02, 0x40), depth, function);
        value(out, I32, depth - 1, function);
        out.op(0x0D).u(0);
        statements(out, 1, depth, function);
        end(out);
      }
      case 11 -> table(out, depth, function);
      case 12 -> call(out, depth, function, called(function));
      case 13 -> bulk(out, depth, function);
      case 14 -> leave(out, depth, function);
      default -> {
        value(out, I32, depth, function);
        out.i32(3).op(0x71).op(0xD2).u(random.nextInt(functions.size())).op(0x26, 0);
      }
    }
  }

  private void set(Code out, int depth, int function) {
    int local = random.nextInt(writable);
    value(out, locals.get(local), depth, function);
    out.set(local);
  }

  private void store(Code out, int depth, int function) {
    int[] ops = {0x36, 0x37, 0x38, 0x39, 0x3A, 0x3B, 0x3C, 0x3D, 0x3E};
    int[] types = {I32, I64, F32, F64, I32, I32, I64, I64, I64};
    int which = random.nextInt(ops.length);
    address(out, depth, function);
    value(out, types[which], depth, function);
    out.op(ops[which], 0).u(random.nextInt(100) == 0 ? 0xFFFF_FFF0L : random.nextInt(300));
  }

  private void address(Code out, int depth, int function) {
    value(out, I32, depth - 1, function);
    if (!isRare()) {
      out.i32(0x3FFF).op(0x71);
    }
  }

  private void branch(Code out, int depth, int function) {
    value(out, I32, depth, function);
    nest(out.op(0x04, 0x40), depth, function);
    if (random.nextBoolean()) {
      out.op(0x05);
      statements(out, 1, depth, function);
    }
    end(out);
  }

  private void loop(Code out, int depth, int function) {
    int counter = locals.size();
    locals.add(I32);
    out.i32(1 + random.nextInt(8)).set(counter);
    nest(out.op(0x03, 0x40), depth, function);
    out.get(counter).i32(1).op(0x6B).tee(counter).op(0x0D).u(0);
    end(out);
  }

  /** Opens a construct whose header is written and fills it with statements. */
  private void nest(Code out, int depth, int function) {
    labels++;
    statements(out, 1 + random.nextInt(2), depth, function);
  }

  private void end(Code out) {
    labels--;
    out.op(0x0B);
  }

  private void table(Code out, int depth, int function) {
    int arms = 2 + random.nextInt(3);
    labels += arms;
    out.times(arms, 0x02, 0x40);
    value(out, I32, depth - 1, function);
    int targets = random.nextInt(6);
    out.op(0x0E).u(targets);
    for (int i = 0; i <= targets; i++) {
      out.u(random.nextInt(arms));
    }
    for (int i = 1; i < arms; i++) {
      end(out);
      statements(out, 1, depth, function);
    }
    end(out);
  }

  private void bulk(Code out, int depth, int function) {
    address(out, depth, function);
    if (random.nextBoolean()) {
      value(out, I32, depth - 1, function);
      value(out, I32, 0, function);
      out.i32(0x1FF).op(0x71).op(0xFC).u(11).op(0);
    } else {
      address(out, depth, function);
      value(out, I32, 0, function);
      out.i32(0x1FF).op(0x71).op(0xFC).u(10).op(0, 0);
    }
  }

  private void leave(Code out, int depth, int function) {
    value(out, I32, depth, function);
    out.op(0x04, 0x40);
    if (isRare()) {
      out.op(0x00);
    } else {
      for (int result : present.results()) {
        value(out, result, depth - 1, function);
      }
      if (random.nextBoolean()) {
        out.op(0x0F);
      } else {
        out.op(0x0C).u(labels);
      }
    }
    out.op(0x0B);
  }

  /** Returns whether something is to happen that most often ends a call. */
  private boolean isRare() {
    return random.nextInt(16) == 0;
  }

  /** The signature of a function before this one, rarely one that recurs or does not exist. */
  private Signature called(int function) {
    List<Signature> from =
        isRare()
            ? signatures
            : isRare() || function == 0 ? functions : functions.subList(0, function);
    return from.get(random.nextInt(from.size()));
  }

  /** Calls a function and drops what it gives. */
  private void call(Code out, int depth, int function, Signature signature) {
    invoke(out, depth, function, signature);
    out.times(signature.results().length, 0x1A);
  }

  private void invoke(Code out, int depth, int function, Signature signature) {
    for (int parameter : signature.parameters()) {
      value(out, parameter, depth - 2, function);
    }
    int callee = functions.indexOf(signature);
    if (callee >= 0 && (callee < function || random.nextInt(4) == 0)) {
      out.call(callee);
    } else if (callee >= 0 && !isRare()) {
      out.i32(callee).op(0x11).u(signature.index()).op(0);
    } else {
      value(out, I32, 0, function);
      out.i32(7).op(0x71).op(0x11).u(signature.index()).op(0);
    }
  }

  /** Writes code that gives a value. */
  private void value(Code out, int type, int depth, int function) {
    if (depth <= 0) {
      leaf(out, type);
      return;
    }
    switch (random.nextInt(14)) {
      case 0 -> leaf(out, type);
      case 1, 2, 3, 4 -> operation(out, type, depth, function);
      case 5 -> load(out, type, depth, function);
      case 6 -> conversion(out, type, depth, function);
      case 7 -> {
        value(out, type, depth - 1, function);
        value(out, type, depth - 1, function);
        value(out, I32, depth - 1, function);
        out.op(0x1B);
      }
      case 8 -> {
        value(out, I32, depth - 1, function);
        labels++;
        out.op(0x04, type);
        value(out, type, depth - 1, function);
        out.op(0x05);
        value(out, type, depth - 1, function);
        end(out);
      }
      case 9 -> {
        labels++;
        out.op(0x02, type);
        value(out, type, depth - 1, function);
        value(out, I32, depth - 1, function);
        out.op(0x0D).u(0).op(0x1A);
        value(out, type, depth - 1, function);
        end(out);
      }
      case 10 -> {
        value(out, type, depth - 1, function);
        int local = local(type);
        if (local >= 0) {
          out.tee(local);
        }
      }
      case 11 -> out.op(0x23).u(Arrays.stream(TYPES).boxed().toList().indexOf(type));
      case 12 -> {
        Signature signature = called(function);
        if (signature.results().length == 1 && signature.results()[0] == type) {
          invoke(out, depth, function, signature);
        } else {
          compare(out, type, depth, function);
        }
      }
      default -> compare(out, type, depth, function);
    }
  }

  /** A local that may be written, -1 when there is none of the type. */
  private int local(int type) {
    int start = random.nextInt(writable);
    for (int i = 0; i < writable; i++) {
      if (locals.get((start + i) % writable) == type) {
        return (start + i) % writable;
      }
    }
    return -1;
  }

  private void leaf(Code out, int type) {
    int local = random.nextBoolean() ? local(type) : -1;
    if (local >= 0) {
      out.get(local);
    } else {
      out.raw(constant(type));
    }
  }

  private Code constant(int type) {
    int[] ints = {0, 1, -1, 2, 31, 255, 65_535, Integer.MIN_VALUE, Integer.MAX_VALUE};
    int integer = random.nextBoolean() ? ints[random.nextInt(ints.length)] : random.nextInt();
    double[] doubles = {
      0,
      -0.0,
      1,
      -1.5,
      Double.NaN,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      Double.MIN_VALUE,
      Double.MAX_VALUE,
      0.1,
      4294967296.0,
      -9.3e18
    };
    double number =
        random.nextInt(3) != 0 ? doubles[random.nextInt(doubles.length)] : random.nextGaussian();
    boolean odd = random.nextInt(8) == 0;
    return switch (type) {
      case I32 -> code().i32(integer);
      case I64 -> code().i64(random.nextBoolean() ? integer : random.nextLong());
      case F32 -> code().f32(odd ? oddFloat() : Float.floatToIntBits((float) number));
      default -> code().f64(odd ? oddDouble() : Double.doubleToLongBits(number));
    };
  }

  /** Any bits, or a NaN with any payload, quiet or signalling. */
  private int oddFloat() {
    return random.nextInt() | (random.nextBoolean() ? 0x7F80_0000 : 0);
  }

  private long oddDouble() {
    return random.nextLong() | (random.nextBoolean() ? 0x7FF0_0000_0000_0000L : 0);
  }

  private void operation(Code out, int type, int depth, int function) {
    int[] range =
        switch (type) {
          case I32 -> new int[] {0x67, 0x69, 0x6A, 0x78};
          case I64 -> new int[] {0x79, 0x7B, 0x7C, 0x8A};
          case F32 -> new int[] {0x8B, 0x91, 0x92, 0x98};
          default -> new int[] {0x99, 0x9F, 0xA0, 0xA6};
        };
    boolean unary = random.nextInt(3) == 0;
    value(out, type, depth - 1, function);
    if (!unary) {
      value(out, type, depth - 1, function);
    }
    int first = range[unary ? 0 : 2];
    int opcode = first + random.nextInt(range[unary ? 1 : 3] - first + 1);
    if (opcode >= 0x6D && opcode <= 0x70 && !isRare()) {
      out.i32(1).op(0x72);
    } else if (opcode >= 0x7F && opcode <= 0x82 && !isRare()) {
      out.i64(1).op(0x84);
    }
    out.op(opcode);
  }

  private void load(Code out, int type, int depth, int function) {
    int[] ops =
        switch (type) {
          case I32 -> new int[] {0x28, 0x2C, 0x2D, 0x2E, 0x2F};
          case I64 -> new int[] {0x29, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35};
          case F32 -> new int[] {0x2A};
          default -> new int[] {0x2B};
        };
    address(out, depth, function);
    out.op(ops[random.nextInt(ops.length)], 0).u(random.nextInt(100));
  }

  private void conversion(Code out, int type, int depth, int function) {
    // Opcode and type of the operand; below 8: the saturating ones behind 0xFC.
    int[][] ways =
        switch (type) {
          case I32 ->
              new int[][] {
                {0xA7, I64}, {0xA8, F32}, {0xA9, F32}, {0xAA, F64}, {0xAB, F64}, {0xBC, F32},
                {0xC0, I32}, {0xC1, I32}, {0, F32}, {1, F32}, {2, F64}, {3, F64}
              };
          case I64 ->
              new int[][] {
                {0xAC, I32},
                {0xAD, I32},
                {0xAE, F32},
                {0xAF, F32},
                {0xB0, F64},
                {0xB1, F64},
                {0xBD, F64},
                {0xC2, I64},
                {0xC3, I64},
                {0xC4, I64},
                {4, F32},
                {5, F32},
                {6, F64},
                {7, F64}
              };
          case F32 ->
              new int[][] {
                {0xB2, I32}, {0xB3, I32}, {0xB4, I64}, {0xB5, I64}, {0xB6, F64}, {0xBE, I32}
              };
          default ->
              new int[][] {
                {0xB7, I32}, {0xB8, I32}, {0xB9, I64}, {0xBA, I64}, {0xBB, F32}, {0xBF, I64}
              };
        };
    int[] way = ways[random.nextInt(ways.length)];
    value(out, way[1], depth - 1, function);
    int opcode = way[0];
    if (opcode >= 0xA8 && opcode <= 0xAB && !isRare()) {
      opcode -= 0xA8;
    } else if (opcode >= 0xAE && opcode <= 0xB1 && !isRare()) {
      opcode -= 0xAE - 4;
    }
    if (opcode < 8) {
      out.op(0xFC);
    }
    out.op(opcode);
  }

  private void compare(Code out, int type, int depth, int function) {
    if (type != I32) {
      operation(out, type, depth, function);
      return;
    }
    switch (random.nextInt(8)) {
      case 0 -> out.op(0x3F, 0);
      case 1 -> {
        value(out, I32, depth - 1, function);
        out.i32(3).op(0x71, 0x40, 0);
      }
      case 2 -> {
        value(out, I32, depth - 1, function);
        out.i32(3).op(0x71, 0x25, 0, 0xD1);
      }
      default -> {
        int operand = random.nextInt(4);
        int[] first = {0x46, 0x51, 0x5B, 0x61};
        int[] last = {0x4F, 0x5A, 0x60, 0x66};
        value(out, TYPES[operand], depth - 1, function);
        value(out, TYPES[operand], depth - 1, function);
        out.op(first[operand] + random.nextInt(last[operand] - first[operand] + 1));
      }
    }
  }
}
