package io.etcdmonitor.engine.features.healthy;

import io.etcdmonitor.engine.feature.InspectionContext;
import io.etcdmonitor.engine.view.Calls;
import io.etcdmonitor.engine.view.ViewMember;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.PeerCertificates;
import io.etcdmonitor.etcd.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Remembers when members' certificates end. A handshake costs CPU on both sides, so each member is
 * asked hourly, and more often only while it gives no answer. One round at a time uses it.
 */
final class CertificateLog {
  private static final Duration FRESH = Duration.ofHours(1);
  private static final Duration RETRY = Duration.ofMinutes(5);
  private static final Duration HANDSHAKE = Duration.ofSeconds(2);

  private record Entry(Optional<Instant> notAfter, Instant askedAgain) {}

  private final Map<String, Entry> entries = new HashMap<>();

  /** Asks the members whose certificate is due. */
  void refresh(InspectionContext context, List<ViewMember> members) {
    Map<String, CompletableFuture<Reply<PeerCertificates>>> calls = new LinkedHashMap<>();
    Duration budget = context.budget(HANDSHAKE);
    for (ViewMember member : members) {
      boolean tls = member.endpoints().stream().anyMatch(Endpoint::tls);
      Entry known = entries.get(member.id());
      boolean due = known == null || !known.askedAgain().isAfter(context.now());
      if (tls && due) {
        calls.put(member.id(), context.view().client(member).certificates(budget));
      }
    }
    Calls.awaitAll(calls, budget)
        .forEach((id, reply) -> entries.put(id, entry(reply, context.now())));
  }

  Optional<Instant> notAfter(String id) {
    return Optional.ofNullable(entries.get(id)).flatMap(Entry::notAfter);
  }

  private static Entry entry(Reply<PeerCertificates> reply, Instant now) {
    Optional<Instant> notAfter =
        reply
            .value()
            .filter(c -> !c.chain().isEmpty())
            .map(c -> c.chain().get(0).getNotAfter().toInstant());
    return new Entry(notAfter, now.plus(notAfter.isPresent() ? FRESH : RETRY));
  }
}
