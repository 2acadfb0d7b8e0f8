/** Modules and functions as the backing database keeps them, and the seam to where they run. */
@NullMarked
package dev.insitu.udf.catalog;

import org.jspecify.annotations.NullMarked;
