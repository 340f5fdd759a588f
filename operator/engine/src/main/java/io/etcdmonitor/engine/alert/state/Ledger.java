package io.etcdmonitor.engine.alert.state;

import io.etcdmonitor.engine.alert.channel.ChannelMemory;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one channel knows of one group: the delivered side of "desired and delivered". Immutable;
 * stored as it is.
 *
 * @param channel name
 * @param group key
 * @param told by episode
 * @param lastFiring when firing of a fingerprint was last delivered
 * @param lastAt of the last delivery
 * @param sequence deliveries so far
 * @param memory what the channel asked to remember
 * @param extra episodes that it is told of beside its routes, as a fallback or an escalation
 * @param due episodes that an escalation wants to be told now
 */
public record Ledger(
    String channel,
    String group,
    Map<String, Told> told,
    Map<String, Instant> lastFiring,
    Optional<Instant> lastAt,
    long sequence,
    Map<String, String> memory,
    Set<String> extra,
    Set<String> due) {
  static final Duration DEDUP_WINDOW = Duration.ofMinutes(5);

  public Ledger {
    told = Map.copyOf(told);
    lastFiring = Map.copyOf(lastFiring);
    memory = Map.copyOf(memory);
    extra = Set.copyOf(extra);
    due = Set.copyOf(due);
  }

  /** Of a channel that was told nothing of a group yet. */
  public static Ledger empty(String channel, String group) {
    return new Ledger(
        channel, group, Map.of(), Map.of(), Optional.empty(), 0, Map.of(), Set.of(), Set.of());
  }

  /** Whether the channel may believe that something fires. */
  public boolean owesResolved() {
    return told.values().stream().anyMatch(Told::firing);
  }

  /** Whether the channel may believe that this fires, or is to be told so beside its routes. */
  public boolean isAbout(String episode) {
    return extra.contains(episode) || (told.containsKey(episode) && told.get(episode).firing());
  }

  /** Whether nothing depends on it any more. */
  public boolean idle(Instant now) {
    return told.isEmpty()
        && due.isEmpty()
        && lastFiring.values().stream().allMatch(t -> !now.isBefore(t.plus(DEDUP_WINDOW)));
  }

  /** With other entries of episodes. */
  public Ledger withTold(Map<String, Told> entries) {
    return new Ledger(channel, group, entries, lastFiring, lastAt, sequence, memory, extra, due);
  }

  /** Of which the channel knows nothing here any more. */
  public Ledger without(String episode) {
    Map<String, Told> entries = new HashMap<>(told);
    entries.remove(episode);
    Set<String> members = new HashSet<>(extra);
    members.remove(episode);
    Set<String> waiting = new HashSet<>(due);
    waiting.remove(episode);
    return new Ledger(
        channel,
        group,
        entries,
        lastFiring,
        lastAt,
        sequence,
        others(Set.of(episode)),
        members,
        waiting);
  }

  /**
   * With doubt about what the channel believes of these, as it may have heard that they are over.
   */
  public Ledger unsureOf(List<String> episodes) {
    Map<String, Told> entries = new HashMap<>(told);
    episodes.forEach(e -> entries.computeIfPresent(e, (id, t) -> t.firing() ? t.doubted() : t));
    return withTold(entries);
  }

  /** With nothing given up: what was is due again. */
  public Ledger triedAnew() {
    Map<String, Told> entries = new HashMap<>();
    told.forEach((episode, t) -> {
      if (t.gaveUp().isEmpty() || t.firing()) {
        entries.put(episode, t.triedAnew());
      }
    });
    return withTold(entries);
  }

  /** With these entries alone, and nothing that an escalation waits for. */
  public Ledger only(Map<String, Told> entries) {
    Set<String> members = new HashSet<>(extra);
    members.retainAll(entries.keySet());
    return new Ledger(
        channel, group, entries, lastFiring, lastAt, sequence, memory, members, Set.of());
  }

  /** With what another replica said. */
  public Ledger heard(Alert alert, Told by) {
    Map<String, Told> entries = new HashMap<>(told);
    entries.put(alert.episode(), by);
    Map<String, Instant> firing = new HashMap<>(lastFiring);
    firing.merge(by.fingerprint(), by.at(), (a, b) -> a.isAfter(b) ? a : b);
    Instant last = lastAt.filter(t -> t.isAfter(by.at())).orElse(by.at());
    return new Ledger(
        channel, group, entries, firing, Optional.of(last), sequence, memory, extra, due);
  }

  /** With this memory of the channel. */
  public Ledger withMemory(Map<String, String> remembered) {
    return new Ledger(channel, group, told, lastFiring, lastAt, sequence, remembered, extra, due);
  }

  /** What the channel remembers of these episodes alone. */
  public Map<String, String> memoryOf(Collection<String> episodes) {
    return of(episodes, memory);
  }

  /** With that of these episodes alone as a message that was about them has left it. */
  public Ledger withMemoryOf(Collection<String> episodes, Map<String, String> left) {
    Map<String, String> remembered = others(episodes);
    remembered.putAll(of(episodes, left));
    return withMemory(remembered);
  }

  private Map<String, String> others(Collection<String> episodes) {
    Map<String, String> others = new HashMap<>(memory);
    others.keySet().removeIf(key -> ChannelMemory.isOf(episodes, key));
    return others;
  }

  private static Map<String, String> of(Collection<String> episodes, Map<String, String> all) {
    Map<String, String> found = new HashMap<>(all);
    found.keySet().removeIf(key -> !ChannelMemory.isOf(episodes, key));
    return found;
  }

  /** With one more episode to tell, at once or as routes' timing has it. */
  public Ledger withExtra(String episode, boolean atOnce) {
    Set<String> more = new HashSet<>(extra);
    more.add(episode);
    Set<String> now = new HashSet<>(due);
    if (atOnce) {
      now.add(episode);
    }
    Map<String, Told> entries = new HashMap<>(told);
    // A channel that was given up is tried anew when somebody asks for it.
    entries.computeIfPresent(episode, (id, t) -> t.gaveUp().isPresent() && !t.firing() ? null : t);
    return new Ledger(channel, group, entries, lastFiring, lastAt, sequence, memory, more, now);
  }

  /** With nothing that an escalation waits for. */
  public Ledger withoutDue() {
    return withDue(Set.of());
  }

  /** With these episodes that an escalation waits for. */
  public Ledger withDue(Set<String> waiting) {
    return due.equals(waiting)
        ? this
        : new Ledger(channel, group, told, lastFiring, lastAt, sequence, memory, extra, waiting);
  }

  /** With no time later than this: what is to be repeated or tried again would wait for it. */
  public Ledger notAfter(Instant now) {
    Map<String, Told> entries = new HashMap<>(told);
    entries.replaceAll((episode, t) -> t.notAfter(now));
    Map<String, Instant> firing = new HashMap<>(lastFiring);
    firing.replaceAll((fingerprint, time) -> Spans.earlier(time, now));
    return new Ledger(
        channel,
        group,
        entries,
        firing,
        lastAt.map(time -> Spans.earlier(time, now)),
        sequence,
        memory,
        extra,
        due);
  }

  /** After a delivery. */
  public Ledger delivered(Map<String, Told> entries, Instant now) {
    Map<String, Instant> firing = new HashMap<>(lastFiring);
    firing.values().removeIf(t -> !now.isBefore(t.plus(DEDUP_WINDOW)));
    Set<String> left = new HashSet<>(due);
    Set<String> members = new HashSet<>(extra);
    entries.forEach((episode, t) -> {
      if (t.at().equals(now) && t.firing()) {
        firing.put(t.fingerprint(), now);
      }
    });
    left.removeIf(episode -> entries.containsKey(episode) && entries.get(episode).at().equals(now));
    members.removeIf(episode -> !entries.containsKey(episode) && !left.contains(episode));
    return new Ledger(
        channel, group, entries, firing, Optional.of(now), sequence + 1, memory, members, left);
  }
}
