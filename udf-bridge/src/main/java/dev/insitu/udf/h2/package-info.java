/** H2 as a host; the only package that knows its classes. */
@NullMarked
package dev.insitu.udf.h2;

import org.jspecify.annotations.NullMarked;
