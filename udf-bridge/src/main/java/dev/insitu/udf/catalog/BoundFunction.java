package dev.insitu.udf.catalog;

import dev.insitu.sandbox.GuestModule;
import dev.insitu.udf.FunctionDefinition;
import dev.insitu.udf.option.FunctionOptions;

/** A function that is ready to be called: its module is loaded and fits its signature. */
public record BoundFunction(
    FunctionDefinition definition, GuestModule module, FunctionOptions options) {}
