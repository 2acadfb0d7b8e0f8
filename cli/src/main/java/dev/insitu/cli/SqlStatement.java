package dev.insitu.cli;

/**
 * One statement of a script.
 *
 * @param comment the comments before the statement, as written
 * @param text the statement without the semicolon that ends it
 * @param line where its first word stands, from 1
 * @param ended whether a semicolon ended it
 */
record SqlStatement(String comment, String text, int line, boolean ended) {}
