package io.etcdmonitor.engine.features.request;

import io.etcdmonitor.engine.feature.Answering;
import io.etcdmonitor.engine.feature.InspectionContext;
import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.MeasurementNames;
import io.etcdmonitor.engine.scrape.Scrape;
import io.etcdmonitor.engine.scrape.Scraper;
import io.etcdmonitor.engine.view.ViewMember;
import io.etcdmonitor.etcd.EtcdApi;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whose requests are looked at in a run.
 *
 * @param members that answer, the leader first
 * @param known IDs of all members, those without an answer too, where a member list was given
 */
record AskedMembers(List<ViewMember> members, Optional<Set<String>> known) {
  /** A little more than the default interval of {@code healthy}, whose rounds settle this. */
  private static final Duration RECENT = Duration.ofSeconds(40);

  private static final Set<String> OF_PEERS =
      Set.of(
          MeasurementNames.PEER_ACTIVE,
          MeasurementNames.PEER_SEND_FAILURES,
          MeasurementNames.PEER_ROUND_TRIP);

  /**
   * A page says that its member lives: while all of them come, nobody is asked for lists and
   * statuses. They were two thirds of the calls that a healthy cluster got.
   */
  static AskedMembers of(InspectionContext context) {
    Optional<List<ViewMember>> settled =
        pagesTell(context) ? context.view().settled(RECENT) : Optional.empty();
    return settled
        .filter(members -> allPages(context, members))
        .map(members -> new AskedMembers(members, Optional.of(ids(members))))
        .orElseGet(() ->
            new AskedMembers(
                Answering.members(context),
                context.view().trustedList().map(list -> ids(context.view().members()))));
  }

  /** Where we write, the leader of this moment counts; a v2 page says less. */
  private static boolean pagesTell(InspectionContext context) {
    return context.cluster().metrics().enabled()
        && !context.cluster().writeProbe().enabled()
        && context.cluster().connection().api() == EtcdApi.V3;
  }

  private static boolean allPages(InspectionContext context, List<ViewMember> members) {
    Scrape scrape = Scraper.of(context).read(context, members);
    return members.stream().allMatch(m -> scrape.of(m.id()).sample().isPresent());
  }

  private static Set<String> ids(List<ViewMember> members) {
    return members.stream().map(ViewMember::id).collect(Collectors.toSet());
  }

  /** Before 3.6 members go on telling of peers that were removed, until they are restarted. */
  boolean lostPeer(Measurement m) {
    return OF_PEERS.contains(m.name()) && known.filter(ids -> !ids.contains(m.label())).isPresent();
  }
}
