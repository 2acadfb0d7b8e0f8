/** What a module says about itself, and the static checks it must pass before anything runs. */
@NullMarked
package dev.insitu.sandbox.module;

import org.jspecify.annotations.NullMarked;
