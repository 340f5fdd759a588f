package io.etcdmonitor.engine.scrape;

import io.etcdmonitor.engine.feature.InspectionContext;
import io.etcdmonitor.engine.metricspage.MetricsPage;
import io.etcdmonitor.engine.metricspage.PageAddress;
import io.etcdmonitor.engine.model.MetricsAccess;
import io.etcdmonitor.engine.view.Calls;
import io.etcdmonitor.engine.view.ViewMember;
import io.etcdmonitor.etcd.DatedPage;
import io.etcdmonitor.etcd.EtcdFailure;
import io.etcdmonitor.etcd.MemberClient;
import io.etcdmonitor.etcd.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Reads the members' pages of one cluster, at most once per {@code metrics.interval} however many
 * features ask. Whoever asks first reads; the others get what it read. A page that is missing, too
 * long, too slow or not etcd's costs its own data and nothing else. Thread-safe.
 */
public final class Scraper {
  /** etcd's own is some 100 KiB; with {@code --metrics=extensive} 200 KiB. */
  private static final int MAX_PAGE_BYTES = 4 << 20;

  /** All pages of a cluster, which come at the same time. */
  private static final int MAX_PAGES_BYTES = 32 << 20;

  static final int MAX_SAMPLES = 20_000;
  private static final Duration PAGE = Duration.ofSeconds(3);

  /** Rounds come with jitter; one that is a little early must not wait for the next. */
  private static final double EARLY = 0.8;

  /** A change over more than this, and more than two intervals, is no rate of now. */
  private static final Duration OLDEST_BASE = Duration.ofMinutes(5);

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, MemberSample> bases = new HashMap<>();
  private final SampleHistory history = new SampleHistory();
  private Scrape latest;
  private MetricsAccess access;

  /** The cluster's scraper. */
  public static Scraper of(InspectionContext context) {
    return context.shared(Scraper.class, Scraper::new);
  }

  /** What the pages of these members tell now. */
  public Scrape read(InspectionContext context, List<ViewMember> members) {
    lock.lock();
    try {
      Instant now = context.clock().instant();
      MetricsAccess wanted = context.cluster().metrics();
      if (latest == null || !wanted.equals(access) || due(now, wanted, members)) {
        latest = wanted.enabled() ? scrape(context, now, members) : off(now);
        access = wanted;
      }
      return latest;
    } finally {
      lock.unlock();
    }
  }

  /** The recent past. */
  public SampleHistory history() {
    return history;
  }

  private boolean due(Instant now, MetricsAccess wanted, List<ViewMember> members) {
    if (!wanted.enabled()) {
      return true;
    }
    long passed = Duration.between(latest.time(), now).toMillis();
    boolean someoneNew = members.stream().anyMatch(m -> !latest.members().containsKey(m.id()));
    return someoneNew || passed < 0 || passed >= wanted.interval().toMillis() * EARLY;
  }

  private Scrape off(Instant now) {
    bases.clear();
    return new Scrape(now, false, Map.of());
  }

  private Scrape scrape(InspectionContext context, Instant now, List<ViewMember> members) {
    Duration budget = context.budget(PAGE);
    Map<ViewMember, CompletableFuture<Reply<DatedPage>>> calls = new LinkedHashMap<>();
    Map<ViewMember, Instant> asked = new HashMap<>();
    int most = mostBytes(members.size());
    for (ViewMember member : members) {
      MemberClient client = context.view().client(member);
      String address = PageAddress.of(client.endpoint(), context.cluster().metrics());
      asked.put(member, context.clock().instant());
      calls.put(member, client.datedPage(address, most, budget));
    }
    Map<String, Scrape.Page> pages = new HashMap<>();
    Calls.awaitAll(calls)
        .forEach((member, reply) ->
            pages.put(
                member.id(),
                page(
                    member,
                    reply,
                    asked.get(member),
                    context.clock().instant(),
                    oldest(context.cluster().metrics()))));
    bases.keySet().retainAll(pages.keySet());
    history.add(pages);
    return new Scrape(now, true, pages);
  }

  /** How long a page may be: that of a member, and its share of what a cluster may take. */
  static int mostBytes(int members) {
    return Math.min(MAX_PAGE_BYTES, MAX_PAGES_BYTES / Math.max(1, members));
  }

  private static Duration oldest(MetricsAccess access) {
    Duration two = access.interval().multipliedBy(2);
    return two.compareTo(OLDEST_BASE) > 0 ? two : OLDEST_BASE;
  }

  private Scrape.Page page(
      ViewMember member, Reply<DatedPage> reply, Instant asked, Instant time, Duration oldest) {
    String id = member.id();
    Optional<MemberSample> base =
        Optional.ofNullable(bases.get(id))
            .filter(b -> Duration.between(b.time(), time).compareTo(oldest) <= 0);
    Optional<EtcdFailure> failure = reply.failure();
    if (failure.isPresent()) {
      return without(failure.get().message(), failure);
    }
    DatedPage page = reply.value().orElseThrow();
    MetricsPage text = parsed(page);
    if (text.truncated()) {
      // Half of a histogram or of a sum would be a wrong number.
      return without(
          "the page has more than %d samples of what is read".formatted(MAX_SAMPLES),
          Optional.empty());
    }
    Optional<String> stranger =
        MemberSample.stranger(text, id).filter(other -> member.identified());
    if (stranger.isPresent()) {
      // What spreads connections (a Service) may have sent this one elsewhere than the calls.
      return without(
          "the page that comes is that of member %s: the address leads to others, too"
              .formatted(stranger.get()),
          Optional.empty());
    }
    Optional<MemberSample> sample = MemberSample.of(text, time, base);
    if (sample.isEmpty()) {
      return without("the page is not etcd's", Optional.empty());
    }
    bases.put(id, sample.get());
    return new Scrape.Page(
        sample,
        base.flatMap(b -> sample.get().since(b)),
        "",
        Optional.empty(),
        page.date().flatMap(d -> Clocks.offset(d, asked, reply.latency())));
  }

  private static MetricsPage parsed(DatedPage page) {
    try (page) {
      return MetricsPage.parse(
          page.bytes(), MemberSample::wanted, MemberSample::onlyCounted, MAX_SAMPLES);
    }
  }

  private static Scrape.Page without(String problem, Optional<EtcdFailure> failure) {
    return new Scrape.Page(Optional.empty(), Optional.empty(), problem, failure, Optional.empty());
  }
}
