package dev.insitu.calcite.plan;

import java.util.List;

/**
 * A planned statement; it holds nothing that an execution needs to be its own.
 *
 * @param text what the user wrote
 * @param statement the text for the backend
 * @param calls the calls, each behind those whose rows it reads
 * @param parameterCount how many parameters the user's text has
 * @param explained whether the statement is explained
 */
record StatementPlan(
    String text,
    Fragment statement,
    List<CallPlan> calls,
    int parameterCount,
    Explained explained) {
  /** Whether a statement is explained. */
  enum Explained {
    /** No: it runs. */
    NO,
    /** It does not run. */
    ONLY,
    /** It runs, and its calls are measured. */
    ANALYZED
  }

  /** Copies the list. */
  StatementPlan {
    calls = List.copyOf(calls);
  }

  /** Returns a table like the rows of a call, but empty. */
  String emptyTable(int call) {
    return calls.get(call).emptyTable();
  }
}
