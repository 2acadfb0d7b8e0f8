/** The text of CREATE and DROP of modules and functions, independent of any host's parser. */
@NullMarked
package dev.insitu.udf.ddl;

import org.jspecify.annotations.NullMarked;
