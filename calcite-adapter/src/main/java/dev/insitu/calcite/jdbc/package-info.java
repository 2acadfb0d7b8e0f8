/**
 * The connection, statements and results of {@code jdbc:insitu:}, a facade over one backend
 * connection.
 */
@NullMarked
package dev.insitu.calcite.jdbc;

import org.jspecify.annotations.NullMarked;
