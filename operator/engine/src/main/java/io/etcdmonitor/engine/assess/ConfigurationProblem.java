package io.etcdmonitor.engine.assess;

/**
 * Something in what the user wrote that keeps us from looking, or from looking at all that was
 * asked for. It is the user's to fix; we recover by ourselves then.
 *
 * @param reason CamelCase, for example {@code SecretNotFound}, {@code FeatureUnknown}
 * @param message one sentence: what, where, what to do
 * @param blocking true when the cluster cannot be probed at all
 */
public record ConfigurationProblem(String reason, String message, boolean blocking) {}
