/** One JDBC connection's view of its functions: DDL, look-up, statements, table calls. */
@NullMarked
package dev.insitu.udf.session;

import org.jspecify.annotations.NullMarked;
