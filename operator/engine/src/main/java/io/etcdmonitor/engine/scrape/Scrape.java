package io.etcdmonitor.engine.scrape;

import io.etcdmonitor.etcd.EtcdFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One reading of all members' pages.
 *
 * @param time when it began
 * @param enabled false when the owner has switched metrics off: nothing was read then
 * @param members what each member's page told, by member ID
 */
public record Scrape(Instant time, boolean enabled, Map<String, Page> members) {

  public Scrape {
    members = Map.copyOf(members);
  }

  /** Of a member that was not asked. */
  private static final Page NOT_ASKED =
      new Page(
          Optional.empty(),
          Optional.empty(),
          "it was not asked",
          Optional.empty(),
          Optional.empty());

  /**
   * What one member's page told.
   *
   * @param sample what is on it now; empty when it could not be read
   * @param delta what changed since the reading before; empty without one, and after a restart
   * @param problem why there is no sample, one sentence; else empty
   * @param failure of the call, where it failed
   * @param clockOffset by how much the member's clock is ahead of ours, see {@link Clocks}; empty
   *     when it does not tell
   */
  public record Page(
      Optional<MemberSample> sample,
      Optional<SampleDelta> delta,
      String problem,
      Optional<EtcdFailure> failure,
      Optional<Duration> clockOffset) {}

  /** A member's page. */
  public Page of(String memberId) {
    return members.getOrDefault(memberId, NOT_ASKED);
  }

  /** How many pages were read. */
  public long read() {
    return members.values().stream().filter(page -> page.sample().isPresent()).count();
  }
}
