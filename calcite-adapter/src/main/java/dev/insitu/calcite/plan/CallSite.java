package dev.insitu.calcite.plan;

import dev.insitu.calcite.plan.QueryBlock.CommonTable;
import dev.insitu.udf.FunctionDefinition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call of a table function in a text; positions count words.
 *
 * @param from the first word of what the rows replace
 * @param to the word after it
 * @param open the parenthesis that opens the arguments
 * @param scope tables of WITH clauses that the arguments may name, outer ones first
 * @param block the query in whose FROM clause it stands; null when it is a table argument itself or
 *     stands in no query
 * @param depth how many calls it stands in
 * @param items the first word of the FROM clause that it stands in; {@link SqlText#NONE} for none
 * @param item the first word behind the comma before it in that clause
 * @param close the word after that clause and what follows it
 */
record CallSite(
    FunctionDefinition function,
    int from,
    int to,
    int open,
    List<CommonTable> scope,
    @Nullable QueryBlock block,
    int depth,
    int items,
    int item,
    int close) {
  boolean isReadOnce() {
    return block == null ? depth > 0 : block.isReadOnce();
  }
}
