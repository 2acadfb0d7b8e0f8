package dev.insitu.udf.catalog;

import dev.insitu.udf.FunctionDefinition;
import org.jspecify.annotations.Nullable;

/**
 * A function whose rows contradict each other or their module.
 *
 * @param module the module that it names; empty when not even that can be read
 * @param reason what is wrong, in one line
 * @param definition what was checked against another code of the module; null when the rows make no
 *     definition
 */
public record DamagedFunction(
    String module, String reason, @Nullable FunctionDefinition definition) {}
