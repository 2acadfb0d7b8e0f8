/** Recordings of what the functions of a session do: which, and into which folder. */
@NullMarked
package dev.insitu.udf.recording;

import org.jspecify.annotations.NullMarked;
