/** The closed list of errors that users see. */
@NullMarked
package dev.insitu.udf.error;

import org.jspecify.annotations.NullMarked;
