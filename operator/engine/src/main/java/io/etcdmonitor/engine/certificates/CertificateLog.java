package io.etcdmonitor.engine.certificates;

import io.etcdmonitor.engine.feature.InspectionContext;
import io.etcdmonitor.engine.view.Calls;
import io.etcdmonitor.engine.view.ViewMember;
import io.etcdmonitor.etcd.PeerCertificates;
import io.etcdmonitor.etcd.Reply;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Remembers the certificates that the members of one cluster show. A handshake costs CPU on both
 * sides, so each member is asked hourly; every five minutes while its certificate ends soon, for
 * that one is about to be renewed; soon, and then more and more rarely, while it gives no answer;
 * and when it comes back after it was away, for it may have been restarted with another one.
 * Features share what was seen. Thread-safe.
 */
public final class CertificateLog {
  private static final Duration FRESH = Duration.ofHours(1);
  private static final Duration RETRY = Duration.ofMinutes(5);

  /** A handshake may be lost on a busy machine; each further one that is doubles the time. */
  private static final Duration FIRST_RETRY = Duration.ofSeconds(10);

  private static final Duration HANDSHAKE = Duration.ofSeconds(2);

  private static final PeerCertificates NONE = new PeerCertificates(List.of(), "");

  /** A little less than an hour: what is asked hourly is then asked each time. */
  private static final Duration EARLY = Duration.ofMinutes(5);

  /** With what was shown before, where nothing is now. */
  private record Entry(
      Reply<PeerCertificates> reply,
      Instant askedAgain,
      Duration pause,
      List<X509Certificate> lastShown) {
    boolean shown() {
      return end(reply).isPresent();
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Entry> entries = new HashMap<>();

  /** Whoever asks them meanwhile: what they show when they are back may be another one. */
  private final Set<String> away = new HashSet<>();

  /** The cluster's log. */
  public static CertificateLog of(InspectionContext context) {
    return context.shared(CertificateLog.class, CertificateLog::new);
  }

  /**
   * Asks those members whose certificate is due and that speak TLS. One that is not asked anything,
   * because what it advertises is plain text, shows none for that reason.
   */
  public void refresh(InspectionContext context, List<ViewMember> members) {
    lock.lock();
    try {
      Map<String, CompletableFuture<Reply<PeerCertificates>>> calls = new LinkedHashMap<>();
      Duration budget = context.budget(HANDSHAKE);
      for (ViewMember member : members) {
        boolean tls = context.view().overTls(member);
        Entry known = entries.get(member.id());
        boolean due =
            known == null
                || away.contains(member.id())
                || !known.askedAgain().isAfter(context.now());
        if (tls && due) {
          calls.put(member.id(), context.view().client(member).certificates(budget));
        } else if (!tls && context.view().refused().contains(member.id())) {
          Reply<PeerCertificates> refusal =
              context.view().statuses().get(member.id()).map(status -> NONE);
          calls.put(member.id(), CompletableFuture.completedFuture(refusal));
        }
      }
      Calls.awaitAll(calls).forEach((id, reply) -> entries.put(id, entry(id, reply, context)));
    } finally {
      lock.unlock();
    }
  }

  /** Forgets members that are gone, as their peers reach them, too. */
  public void keepOnly(Collection<ViewMember> members) {
    Set<String> ids = new HashSet<>();
    members.forEach(member -> {
      ids.add(member.id());
      ids.add(asPeer(member.id()));
    });
    lock.lock();
    try {
      entries.keySet().retainAll(ids);
      away.retainAll(ids);
    } finally {
      lock.unlock();
    }
  }

  /** What stands for a member as its peers reach it: it is asked beside itself. */
  public static String asPeer(String memberId) {
    return "peer/" + memberId;
  }

  /** Members that gave no answer: they are asked each time until they are {@link #back}. */
  public void away(Collection<ViewMember> members) {
    lock.lock();
    try {
      members.forEach(member -> away.add(member.id()));
    } finally {
      lock.unlock();
    }
  }

  /** Members that answer, and were asked since they do. */
  public void back(Collection<ViewMember> members) {
    lock.lock();
    try {
      members.forEach(member -> away.remove(member.id()));
    } finally {
      lock.unlock();
    }
  }

  /** What a member last showed, or why it did not; empty when it was never asked. */
  public Optional<Reply<PeerCertificates>> seen(String id) {
    lock.lock();
    try {
      return Optional.ofNullable(entries.get(id)).map(Entry::reply);
    } finally {
      lock.unlock();
    }
  }

  /** The chain that a member showed last, be it before; empty when it never showed one. */
  public List<X509Certificate> lastShown(String id) {
    lock.lock();
    try {
      return Optional.ofNullable(entries.get(id)).map(Entry::lastShown).orElse(List.of());
    } finally {
      lock.unlock();
    }
  }

  /** When a member's certificate ends. */
  public Optional<Instant> notAfter(String id) {
    return seen(id).flatMap(CertificateLog::end);
  }

  /** When the certificate ends that was shown; empty when none was. */
  private static Optional<Instant> end(Reply<PeerCertificates> reply) {
    return reply
        .value()
        .filter(c -> !c.chain().isEmpty())
        .map(c -> c.chain().get(0).getNotAfter().toInstant());
  }

  private Entry entry(String id, Reply<PeerCertificates> reply, InspectionContext context) {
    Optional<Entry> before = Optional.ofNullable(entries.get(id));
    Duration pause = pause(reply, before, context);
    List<X509Certificate> chain = reply.value().map(PeerCertificates::chain).orElse(List.of());
    List<X509Certificate> shown =
        chain.isEmpty() ? before.map(Entry::lastShown).orElse(List.of()) : chain;
    return new Entry(reply, context.now().plus(pause), pause, shown);
  }

  private static Duration pause(
      Reply<PeerCertificates> reply, Optional<Entry> before, InspectionContext context) {
    Optional<Instant> end = end(reply);
    if (end.isPresent()) {
      Duration warning = context.cluster().thresholds().certificateWarning();
      return end.get().isAfter(context.now().plus(warning)) ? FRESH.minus(EARLY) : RETRY;
    }
    Duration longer =
        before.filter(b -> !b.shown()).map(b -> b.pause().multipliedBy(2)).orElse(FIRST_RETRY);
    return longer.compareTo(RETRY) < 0 ? longer : RETRY;
  }
}
