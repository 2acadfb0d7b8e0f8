/** Function definitions and errors: the words that every other package of the bridge uses. */
@NullMarked
package dev.insitu.udf;

import org.jspecify.annotations.NullMarked;
