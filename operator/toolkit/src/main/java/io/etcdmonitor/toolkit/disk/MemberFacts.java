package io.etcdmonitor.toolkit.disk;

import io.etcdmonitor.toolkit.metrics.MemberPage;
import io.etcdmonitor.toolkit.ops.Endpoints;
import java.util.List;
import java.util.Optional;

/**
 * What is known of one member.
 *
 * @param label its name, or its ID
 * @param status empty when it does not answer
 * @param unhealthy why it does not serve; empty when it does
 * @param page its metrics page; empty when it cannot be read
 * @param clock empty when it does not tell
 */
record MemberFacts(
    String label,
    boolean learner,
    List<String> clientUrls,
    List<String> peerUrls,
    Optional<Endpoints.Status> status,
    String unhealthy,
    Optional<MemberPage> page,
    Optional<ClockOffset> clock) {}
