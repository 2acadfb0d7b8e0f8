/** The static rules that a module must keep before anything of it runs. */
@NullMarked
package dev.insitu.sandbox.verify;

import org.jspecify.annotations.NullMarked;
