/** Reads the bytes of a module: sections, bodies, instructions, each number checked. */
@NullMarked
package dev.insitu.sandbox.binary;

import org.jspecify.annotations.NullMarked;
