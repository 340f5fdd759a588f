package io.etcdmonitor.engine.transition;

import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.InspectionKey;

/**
 * Something that happened, told once.
 *
 * @param cluster where
 * @param inspection the inspection that saw it
 * @param type what
 * @param trouble true for trouble (a Warning event), false for recovery or news (Normal)
 * @param member name of the member, empty when it concerns the cluster
 * @param reason of trouble, why: CamelCase, another one when it grows worse; else empty
 * @param message one sentence
 */
public record Transition(
    ClusterKey cluster,
    InspectionKey inspection,
    TransitionType type,
    boolean trouble,
    String member,
    String reason,
    String message) {}
