package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.rule.Rule;
import io.etcdmonitor.engine.alert.state.Alert;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.Severity;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What books say, for people and for metrics. Under the core's lock. */
final class Reports {
  private final AlertConfig config;
  private final Suppression suppression;
  private final Instant now;

  Reports(AlertConfig config, Suppression suppression, Instant now) {
    this.config = config;
    this.suppression = suppression;
    this.now = now;
  }

  List<OpenAlert> open(Optional<Book> of) {
    return of.map(book -> list(book, book.alerts().stream().filter(Alert::open))).orElse(List.of());
  }

  List<OpenAlert> owed(Optional<Book> of) {
    return of.map(book -> list(book, book.owed().stream())).orElse(List.of());
  }

  private List<OpenAlert> list(Book book, Stream<Alert> alerts) {
    List<Alert> sorted =
        alerts
            .sorted(
                Comparator.comparing(Alert::severity, Comparator.reverseOrder())
                    .thenComparing(a -> a.span().startedAt())
                    .thenComparing(a -> a.identity().fingerprint()))
            .toList();
    if (sorted.isEmpty()) {
      return List.of();
    }
    Map<String, Rule> rules =
        book.rules(config).stream().collect(Collectors.toMap(Rule::id, rule -> rule));
    return sorted.stream()
        .map(a ->
            OpenAlert.of(
                a,
                Optional.ofNullable(rules.get(a.identity().rule()))
                    .map(r -> r.features().stream().sorted().toList())
                    .orElse(List.of()),
                a.escalation().or(() -> TakeOver.carriedEarly(book, a.episode())),
                suppression.held(a, config, Optional.empty(), now).map(Suppression.Held::reason),
                book.heard(a.episode())))
        .toList();
  }

  static AlertStats stats(
      Map<ClusterKey, Book> books, Channels channels, long coalesced, long storeFailures) {
    Map<ClusterKey, Map<Severity, Integer>> open = new HashMap<>();
    Map<String, Integer> waiting = new HashMap<>();
    Map<String, String> failing = new HashMap<>();
    for (String name : channels.all().keySet()) {
      waiting.put(name, 0);
      channels.trouble(name).ifPresent(text -> failing.put(name, text));
    }
    books.forEach((key, book) -> {
      book.rows().forEach(row -> waiting.merge(row.channel(), 1, Integer::sum));
      book.alerts().stream()
          .filter(Alert::open)
          .forEach(a ->
              open.computeIfAbsent(key, k -> new HashMap<>()).merge(a.severity(), 1, Integer::sum));
    });
    return new AlertStats(open, channels.counts(), waiting, failing, coalesced, storeFailures);
  }
}
