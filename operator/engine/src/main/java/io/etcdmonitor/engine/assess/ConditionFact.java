package io.etcdmonitor.engine.assess;

/**
 * One condition as of now; whoever stores it keeps the transition time.
 *
 * @param type which condition
 * @param status true, false or unknown
 * @param reason CamelCase cause from {@link Reasons}
 * @param message one sentence; for trouble it says what to do
 */
public record ConditionFact(ConditionType type, ConditionStatus status, String reason, String message) {}
