package io.etcdmonitor.engine.features.consistency;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.FailureReasons;
import io.etcdmonitor.engine.feature.FeatureNames;
import io.etcdmonitor.engine.feature.FeatureProvider;
import io.etcdmonitor.engine.feature.InspectionContext;
import io.etcdmonitor.engine.feature.InspectionOutcome;
import io.etcdmonitor.engine.feature.SettingSpec;
import io.etcdmonitor.engine.feature.Settings;
import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.view.Responders;
import io.etcdmonitor.engine.view.ViewMember;
import io.etcdmonitor.etcd.EtcdFailure;
import io.etcdmonitor.etcd.MemberList;
import io.etcdmonitor.etcd.MemberStatus;
import io.etcdmonitor.etcd.Reply;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether all voting members hold the same data: see DESIGN.md. */
public final class ConsistencyProvider implements FeatureProvider {
  static final String FULL_HASH_INTERVAL = "fullHashInterval";
  static final String MAX_KEYS = "maxKeys";
  static final String MAX_CALLS = "maxCalls";

  private static final Set<SettingSpec> SETTINGS =
      Set.of(
          Settings.duration(
              FULL_HASH_INTERVAL,
              "How often all of the store is hashed; each member scans it once then.",
              "1h"),
          Settings.integer(MAX_KEYS, "How many differing keys are named at most.", 10, 1, 100),
          Settings.integer(
              MAX_CALLS,
              "How many calls the search for differing keys may make per run and member.",
              160,
              8,
              10_000));

  @Override
  public String name() {
    return FeatureNames.CONSISTENCY;
  }

  @Override
  public String description() {
    return "Whether all voting members hold the same data, and in which keys they differ.";
  }

  @Override
  public Duration defaultInterval() {
    return Duration.ofMinutes(5);
  }

  @Override
  public Set<SettingSpec> settings() {
    return SETTINGS;
  }

  @Override
  public InspectionOutcome inspect(InspectionContext context) {
    List<ViewMember> members = listed(context);
    List<ViewMember> voters = members.stream().filter(m -> m.identified() && !m.learner()).toList();
    Map<ViewMember, MemberStatus> statuses = new LinkedHashMap<>();
    for (ViewMember voter : voters) {
      Optional.ofNullable(context.view().statuses().get(voter.id()))
          .flatMap(Reply::value)
          .filter(s -> Responders.is(voter, s, context.view().clusterId()) && !s.learner())
          .ifPresent(s -> statuses.put(voter, s));
    }
    if (statuses.isEmpty()) {
      return nobody(context, voters);
    }
    if (voters.size() == 1) {
      return Verdicts.single(voters.get(0));
    }
    if (statuses.size() < 2) {
      return InspectionOutcome.unknown(
          Reasons.INCONCLUSIVE,
          "only %s of %s answers: there is nothing to compare it with"
              .formatted(
                  statuses.keySet().iterator().next().label(),
                  Words.count(voters.size(), "voting member")));
    }
    return compare(context, members, voters, statuses);
  }

  private static InspectionOutcome compare(
      InspectionContext context,
      List<ViewMember> members,
      List<ViewMember> voters,
      Map<ViewMember, MemberStatus> statuses) {
    ConsistencyMemory memory =
        context.memory(ConsistencyMemory.class, () -> new ConsistencyMemory(context.before()));
    memory.look(
        statuses.values().iterator().next().clusterId(),
        statuses.values().stream().mapToLong(MemberStatus::revision).max().orElseThrow(),
        voters);
    LagCheck.Lag lag = new LagCheck(context, statuses).check();
    List<ViewMember> comparable =
        statuses.keySet().stream().filter(m -> !lag.lagging().contains(m)).toList();
    Verdicts verdicts = new Verdicts(context, memory, lag, leftOut(members, comparable));
    AuthRevisions auth = new AuthRevisions(context, memory);
    if (comparable.size() < 2) {
      auth.remembered().ifPresent(verdicts::add);
      return verdicts.of(
          Check.inconclusive(
              "too many members lag for the others to be compared", Reasons.INCONCLUSIVE));
    }
    Check check = new Comparison(context, memory, settings(context)).run(comparable);
    auth.compare(members, comparable).ifPresent(verdicts::add);
    return verdicts.of(check);
  }

  private static Comparison.Limits settings(InspectionContext context) {
    return new Comparison.Limits(
        Settings.durationOf(context.setting(FULL_HASH_INTERVAL)),
        Settings.integerOf(context.setting(MAX_KEYS)),
        Settings.integerOf(context.setting(MAX_CALLS)));
  }

  private static List<ViewMember> listed(InspectionContext context) {
    Optional<MemberList> trusted = context.view().trustedList();
    Set<String> ids =
        trusted.stream()
            .flatMap(list -> list.members().stream())
            .map(MemberList.Member::id)
            .collect(Collectors.toSet());
    return context.view().members().stream()
        .filter(m -> trusted.isEmpty() || ids.contains(m.id()))
        .toList();
  }

  /** Why members take no part in the comparison. */
  private static List<String> leftOut(List<ViewMember> members, List<ViewMember> comparable) {
    return members.stream()
        .filter(m -> !comparable.contains(m))
        .map(m -> m.label() + (m.learner() ? " (a learner gives no hash)" : ""))
        .toList();
  }

  private static InspectionOutcome nobody(InspectionContext context, List<ViewMember> voters) {
    List<EtcdFailure> failures =
        context.view().statuses().values().stream()
            .flatMap(reply -> reply.failure().stream())
            .toList();
    Optional<EtcdFailure> ours =
        failures.stream().filter(f -> f.cause().configuration()).findFirst();
    Optional<EtcdFailure> shown = ours.or(() -> failures.stream().findFirst());
    return InspectionOutcome.unknown(
        ours.map(f -> FailureReasons.of(f.cause())).orElse(Reasons.INCONCLUSIVE),
        "none of %s answers, so nothing was compared%s"
            .formatted(
                voters.isEmpty() ? "the endpoints" : Words.count(voters.size(), "voting member"),
                shown
                    .map(f -> ": " + f.message() + "; " + FailureReasons.remedy(f.cause()))
                    .orElse("")));
  }
}
