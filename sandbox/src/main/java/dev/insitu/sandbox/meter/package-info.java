/** Rewrites a verified module so that what it spends is counted, the same on every engine. */
@NullMarked
package dev.insitu.sandbox.meter;

import org.jspecify.annotations.NullMarked;
