/**
 * H2 as a host: functions as aliases of its own SQL, rows of ours as its tables. The only package
 * that knows H2's classes.
 */
@NullMarked
package dev.insitu.udf.h2;

import org.jspecify.annotations.NullMarked;
