package dev.insitu.sandbox.module;

/** A function that a module asks of its host; nothing but functions may be imported. */
public record ModuleImport(String module, String name, FunctionType type) {}
