/** The closed set of SQL types that may cross the boundary, and rows of them. */
@NullMarked
package dev.insitu.udf.type;

import org.jspecify.annotations.NullMarked;
