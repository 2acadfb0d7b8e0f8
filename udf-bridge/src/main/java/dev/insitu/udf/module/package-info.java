/** Where the bytes of modules come from, and the one sandbox that loads them. */
@NullMarked
package dev.insitu.udf.module;

import org.jspecify.annotations.NullMarked;
