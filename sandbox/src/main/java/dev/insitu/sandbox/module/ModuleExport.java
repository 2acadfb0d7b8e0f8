package dev.insitu.sandbox.module;

import org.jspecify.annotations.Nullable;

/**
 * Something that a module offers to its host.
 *
 * @param name the export's name, exactly as the module spells it
 * @param kind what it is
 * @param type its type when it is a function, otherwise null
 */
public record ModuleExport(String name, ExternalKind kind, @Nullable FunctionType type) {}
