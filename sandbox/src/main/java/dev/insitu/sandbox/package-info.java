/** The sandbox: load a module, instantiate it under limits, call it, read the outcome. */
@NullMarked
package dev.insitu.sandbox;

import org.jspecify.annotations.NullMarked;
