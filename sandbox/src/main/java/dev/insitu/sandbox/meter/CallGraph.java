package dev.insitu.sandbox.meter;

import dev.insitu.sandbox.binary.FunctionBody;
import dev.insitu.sandbox.binary.Instruction;
import dev.insitu.sandbox.binary.InstructionReader;
import dev.insitu.sandbox.binary.ModuleBinary;
import dev.insitu.sandbox.module.ModuleLimits;
import dev.insitu.sandbox.module.ModuleRejected;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;

/**
 * Which functions can call themselves, directly or through others. An indirect call may reach every
 * function whose reference the module takes. Tarjan's algorithm with a stack of its own, so that a
 * chain of any length needs no Java stack.
 */
final class CallGraph {
  private final int[][] callees;
  private final int[] order;
  private final int[] low;
  private final int[] edge;
  private final boolean[] onStack;
  private final Deque<Integer> stack = new ArrayDeque<>();
  private final BitSet recursive = new BitSet();
  private int visited;

  private CallGraph(int[][] callees) {
    this.callees = callees;
    order = new int[callees.length];
    low = new int[callees.length];
    edge = new int[callees.length];
    onStack = new boolean[callees.length];
  }

  /** Returns the recursive functions, by index with imports counted. */
  static BitSet recursive(ModuleBinary module, ModuleLimits limits) throws ModuleRejected {
    int functions = module.functionTypes().size();
    int[][] callees = new int[functions + 1][];
    Arrays.fill(callees, new int[0]);
    callees[functions] = module.referencedFunctions().stream().toArray();
    for (FunctionBody body : module.bodies()) {
      BitSet called = new BitSet();
      InstructionReader code = new InstructionReader(module, body, limits);
      while (code.next()) {
        if (code.current().opcode() == Instruction.CALL) {
          called.set((int) code.current().immediate());
        } else if (code.current().opcode() == Instruction.CALL_INDIRECT) {
          called.set(functions);
        }
      }
      callees[body.index()] = called.stream().toArray();
    }
    CallGraph graph = new CallGraph(callees);
    for (int i = 0; i < callees.length; i++) {
      if (graph.order[i] == 0) {
        graph.visit(i);
      }
    }
    return graph.recursive;
  }

  private void visit(int root) {
    Deque<Integer> path = new ArrayDeque<>();
    open(root, path);
    while (!path.isEmpty()) {
      int node = path.peek();
      if (edge[node] < callees[node].length) {
        int next = callees[node][edge[node]++];
        if (next == node) {
          recursive.set(node);
        }
        if (order[next] == 0) {
          open(next, path);
        } else if (onStack[next]) {
          low[node] = Math.min(low[node], order[next]);
        }
      } else {
        path.pop();
        if (!path.isEmpty()) {
          low[path.peek()] = Math.min(low[path.peek()], low[node]);
        }
        if (low[node] == order[node]) {
          close(node);
        }
      }
    }
  }

  private void open(int node, Deque<Integer> path) {
    order[node] = ++visited;
    low[node] = visited;
    onStack[node] = true;
    stack.push(node);
    path.push(node);
  }

  private void close(int root) {
    boolean alone = stack.peek() == root;
    int member;
    do {
      member = stack.pop();
      onStack[member] = false;
      if (!alone) {
        recursive.set(member);
      }
    } while (member != root);
  }
}
