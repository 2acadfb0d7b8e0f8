package dev.insitu.sandbox.meter;

import dev.insitu.sandbox.binary.ModuleBinary;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;

/*
 * A function counts its frame when it can call itself, when what it calls counts, or when the
 * deepest chain below it is long. All others, and those are the small ones that are called often,
 * count nothing: whoever calls them has made sure that the deepest chain of them still fits. So the
 * depth that is left is exact in every counted function, and the rest is known beforehand.
 *
 * Tarjan's algorithm with a stack of its own, so that a chain of any length needs no Java stack. It
 * closes callees before callers.
 */
/** Which functions of a module count call depth, and how much. */
final class CallDepth {
  /** Chains of functions that do not count are at most this deep. */
  private static final int UNCOUNTED_MAX = 1_000;

  private final int[][] callees;
  private final int[] weights;
  private final int imports;
  private final int anyReferenced;
  private final int[] order;
  private final int[] low;
  private final int[] edge;
  private final boolean[] onStack;
  private final Deque<Integer> stack = new ArrayDeque<>();
  private final BitSet counted = new BitSet();
  private final int[] tails;
  private final int[] headrooms;
  private int visited;

  private CallDepth(ModuleBinary module, List<FunctionFacts> functions) {
    imports = module.imports().size();
    anyReferenced = module.functionTypes().size();
    callees = new int[anyReferenced + 1][];
    weights = new int[anyReferenced + 1];
    Arrays.fill(callees, new int[0]);
    BitSet referenced = (BitSet) module.referencedFunctions().clone();
    functions.forEach(facts -> referenced.or(facts.references()));
    callees[anyReferenced] = referenced.stream().toArray();
    Arrays.fill(weights, 0, imports, CostTable.HOST_SLOTS);
    for (FunctionFacts facts : functions) {
      callees[facts.body().index()] = facts.callees();
      weights[facts.body().index()] = facts.weight();
    }
    order = new int[callees.length];
    low = new int[callees.length];
    edge = new int[callees.length];
    onStack = new boolean[callees.length];
    tails = new int[callees.length];
    headrooms = new int[callees.length];
  }

  static CallDepth of(ModuleBinary module, List<FunctionFacts> functions) {
    CallDepth depth = new CallDepth(module, functions);
    for (int i = 0; i < depth.callees.length; i++) {
      if (depth.order[i] == 0) {
        depth.visit(i);
      }
    }
    return depth;
  }

  /** Returns the call depth of a module that counts none. */
  static CallDepth none(ModuleBinary module) {
    return new CallDepth(module, List.of());
  }

  /** Returns whether a function counts its frames. */
  boolean isCounted(int function) {
    return counted.get(function);
  }

  /** Returns the units that one frame takes. */
  int weight(int function) {
    return weights[function];
  }

  /** Returns the units that what a counted function calls may take without counting. */
  int headroom(int function) {
    return headrooms[function];
  }

  /** Returns the units that a call from the host may take without counting. */
  int uncounted(int function) {
    return tails[function];
  }

  private void visit(int root) {
    Deque<Integer> path = new ArrayDeque<>();
    open(root, path);
    while (!path.isEmpty()) {
      int node = path.peek();
      if (edge[node] < callees[node].length) {
        int next = callees[node][edge[node]++];
        if (next == node) {
          counted.set(node);
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

  /** Settles the functions of one cycle, or one that is in none; all others below are settled. */
  private void close(int root) {
    Deque<Integer> members = new ArrayDeque<>();
    do {
      members.push(stack.peek());
      onStack[stack.pop()] = false;
    } while (members.peek() != root);
    if (members.size() > 1) {
      members.forEach(counted::set);
    }
    members.forEach(this::settle);
    // A cycle through indirect calls: what those call without counting was not known yet.
    if (members.size() > 1 && members.contains(anyReferenced)) {
      members.forEach(this::settle);
    }
  }

  private void settle(int node) {
    int deepest = 0;
    for (int callee : callees[node]) {
      if (counted.get(callee)) {
        counted.set(node);
      }
      deepest = Math.max(deepest, tails[callee]);
    }
    if (weights[node] + deepest > UNCOUNTED_MAX && node >= imports) {
      counted.set(node);
    }
    headrooms[node] = deepest;
    // Indirect calls are no frame, and pass on what they may reach.
    tails[node] = node == anyReferenced ? deepest : counted.get(node) ? 0 : weights[node] + deepest;
  }
}
