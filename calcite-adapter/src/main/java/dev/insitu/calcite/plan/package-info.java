/** Calls of table functions in the backend's SQL: found, planned, and replaced by rows of ours. */
@NullMarked
package dev.insitu.calcite.plan;

import org.jspecify.annotations.NullMarked;
