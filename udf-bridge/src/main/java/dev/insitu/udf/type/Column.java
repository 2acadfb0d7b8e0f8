package dev.insitu.udf.type;

/** A named column; the name is spelled as the backend stores it. */
public record Column(String name, SqlType type) {}
