/** Rows through a program: tables as text on standard input and output. */
@NullMarked
package dev.insitu.udf.stream;

import org.jspecify.annotations.NullMarked;
