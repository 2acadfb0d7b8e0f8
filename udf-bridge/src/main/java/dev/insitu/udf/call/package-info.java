/** Calls of modules with SQL values. */
@NullMarked
package dev.insitu.udf.call;

import org.jspecify.annotations.NullMarked;
