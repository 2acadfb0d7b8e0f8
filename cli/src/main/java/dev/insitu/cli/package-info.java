/** The command line. */
@NullMarked
package dev.insitu.cli;

import org.jspecify.annotations.NullMarked;
