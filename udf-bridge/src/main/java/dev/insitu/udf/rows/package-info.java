/** Our rows as a table that the backend's SQL can read. */
@NullMarked
package dev.insitu.udf.rows;

import org.jspecify.annotations.NullMarked;
