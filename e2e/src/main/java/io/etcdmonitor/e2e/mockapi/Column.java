package io.etcdmonitor.e2e.mockapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;

/**
 * A column of a table.
 *
 * @param name its title; clients print it in capitals
 * @param type OpenAPI type
 * @param description what clients may show as help
 * @param priority 0 always shown, above only with {@code -o wide}
 * @param value the cell, from the object; a null node prints as nothing
 */
record Column(
    String name,
    String type,
    String description,
    int priority,
    Function<JsonNode, JsonNode> value) {}
