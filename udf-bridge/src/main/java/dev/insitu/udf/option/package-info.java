/** The options of WITH: their units, defaults and bounds. */
@NullMarked
package dev.insitu.udf.option;

import org.jspecify.annotations.NullMarked;
