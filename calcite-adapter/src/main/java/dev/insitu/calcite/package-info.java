/** The JDBC driver jdbc:insitu: and its planner. */
@NullMarked
package dev.insitu.calcite;

import org.jspecify.annotations.NullMarked;
