package io.etcdmonitor.engine.feature;

import java.util.Optional;
import java.util.function.Function;

/**
 * One setting of a feature.
 *
 * @param name camelCase
 * @param description one sentence with the unit
 * @param defaultValue shown in docs
 * @param check empty when the text is valid, else what is allowed
 */
public record SettingSpec(
    String name,
    String description,
    String defaultValue,
    Function<String, Optional<String>> check) {}
