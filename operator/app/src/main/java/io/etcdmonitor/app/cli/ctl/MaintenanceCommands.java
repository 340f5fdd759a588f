package io.etcdmonitor.app.cli.ctl;

import io.etcdmonitor.toolkit.ops.Defragmentation;
import io.etcdmonitor.toolkit.ops.Defragmentation.Outcome;
import io.etcdmonitor.toolkit.ops.Header;
import io.etcdmonitor.toolkit.ops.Ids;
import io.etcdmonitor.toolkit.ops.Maintenance;
import io.etcdmonitor.toolkit.ops.Maintenance.DowngradeAction;
import io.etcdmonitor.toolkit.ops.Quorum;
import io.etcdmonitor.toolkit.ops.Sizes;
import io.etcdmonitor.toolkit.output.ClusterAnswers;
import io.etcdmonitor.toolkit.output.Go;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** alarm, defrag, move-leader, downgrade. */
final class MaintenanceCommands {
  private static final Duration DEFRAG_LIMIT = Duration.ofMinutes(30);
  private static final Set<String> ALARMS = Set.of("nospace", "corrupt");

  private MaintenanceCommands() {}

  static List<Leaf> alarms(CtlHost host) {
    return List.of(
        Leaf.of(
            host,
            "list",
            "",
            "Alarms that are set.",
            ctl -> ctl.print(ClusterAnswers.alarms(ctl.ops().maintenance().alarms(), ctl.style()))),
        Leaf.of(
                host,
                "disarm",
                "",
                "Disarms alarms of every type; what caused them must be gone, or they come back.",
                MaintenanceCommands::disarm)
            .option("--member", "ID", "Only those of this member.")
            .option("--type", "nospace|corrupt", "Only those of this type."));
  }

  private static void disarm(Ctl ctl) {
    Optional<String> type = ctl.text("--type");
    if (type.isPresent() && !ALARMS.contains(type.get().toLowerCase(Locale.ROOT))) {
      throw CtlException.badArgs("--type: '" + type.get() + "' is no alarm: nospace or corrupt");
    }
    Optional<Long> member = ctl.text("--member").map(ctl::member);
    List<Maintenance.Alarm> chosen =
        ctl.ops().maintenance().alarms().alarms().stream()
            .filter(a -> type.map(a.name()::equalsIgnoreCase).orElse(true))
            .filter(a -> member.map(id -> id == a.memberId()).orElse(true))
            .toList();
    if (!chosen.isEmpty()) {
      ctl.confirm(
          chosen.stream()
              .map(a -> "disarms " + a.name() + " of member " + Ids.hex(a.memberId()))
              .toList());
    }
    List<Maintenance.Alarm> disarmed = new ArrayList<>();
    for (Maintenance.Alarm alarm : chosen) {
      disarmed.addAll(ctl.ops().maintenance().disarm(alarm).alarms());
    }
    // Several answers in one: no header of one of them, as in etcdctl.
    ctl.print(
        ClusterAnswers.alarms(
            new Maintenance.Alarms(new Header(0, 0, 0, 0), disarmed), ctl.style()));
  }

  static Leaf defrag(CtlHost host) {
    return new Leaf(
            host,
            "defrag",
            "",
            "Gives free space in the database file back to the file system: followers first, the"
                + " leader last, one at a time, and only while all of them serve: those of --endpoints, or"
                + " of --cluster. Members where less than 16 MiB or 20 % would be freed (1 %"
                + " while NOSPACE is set) are left alone.",
            MaintenanceCommands::defrag)
        .wholeCluster()
        .flag("--always", "Also where it does not pay.");
  }

  private static int defrag(Ctl ctl) throws InterruptedException {
    Defragmentation work = ctl.ops().defragmentation();
    Defragmentation.Order order =
        work.plan(
            EndpointCommands.chosen(ctl),
            ctl.has("--always")
                ? Defragmentation.Policy.ALWAYS
                : Defragmentation.Policy.WORTHWHILE);
    order.plan().check();
    List<Defragmentation.Target> chosen =
        order.targets().stream().filter(Defragmentation.Target::pays).toList();
    if (!chosen.isEmpty()) {
      Quorum quorum = ctl.ops().members().quorum();
      // Others may be out of reach from here only: no refusal, but nobody does it unawares.
      chosen.stream()
          .flatMap(target -> quorum.without(target.before().header().memberId()).stream())
          .forEach(risk -> ctl.complain("Warning: " + risk));
      ctl.confirm(order.plan());
    }
    List<Outcome> outcomes =
        work.run(order, ctl.limit(DEFRAG_LIMIT), outcome -> tell(ctl, outcome));
    if (!ctl.has("--always")
        && order.targets().stream().anyMatch(t -> !t.pays() && !t.before().learner())) {
      ctl.complain("Too little would be freed to be worth it; --always does it all the same");
    }
    return outcomes.stream().anyMatch(Outcome.Failed.class::isInstance) ? CtlException.ERROR : 0;
  }

  private static void tell(Ctl ctl, Outcome outcome) {
    switch (outcome) {
      case Outcome.Done done ->
          ctl.say(
              "Finished defragmenting etcd member["
                  + done.endpoint()
                  + "]. took "
                  + Go.duration(done.took())
                  + ", "
                  + Sizes.decimal(done.before())
                  + " became "
                  + Sizes.decimal(done.after()));
      case Outcome.Skipped skipped -> ctl.complain(skipped.why());
      case Outcome.Failed failed ->
          ctl.complain(
              "Failed to defragment etcd member["
                  + failed.endpoint()
                  + "]. ("
                  + failed.why().getMessage()
                  + ")");
    }
  }

  static Leaf moveLeader(CtlHost host) {
    return Leaf.of(
        host,
        "move-leader",
        "ID",
        "Makes another voter the leader.",
        ctl -> {
          long target = ctl.member(ctl.args(1, "move-leader command needs 1 argument").get(0));
          ctl.confirm(
              List.of(
                  "writes wait until "
                      + Ids.hex(target)
                      + " leads; that takes less than an election timeout"));
          ctl.print(ClusterAnswers.moved(ctl.ops().maintenance().moveLeader(target)));
        });
  }

  static List<Leaf> downgrades(CtlHost host) {
    return List.of(
        downgrade(host, DowngradeAction.VALIDATE, "Whether the cluster can go back to a version."),
        downgrade(
            host, DowngradeAction.ENABLE, "Prepares the cluster for members of that version."),
        downgrade(host, DowngradeAction.CANCEL, "Takes that back."));
  }

  private static Leaf downgrade(CtlHost host, DowngradeAction action, String description) {
    String name = action.name().toLowerCase(Locale.ROOT);
    boolean cancel = action == DowngradeAction.CANCEL;
    return Leaf.of(
        host,
        name,
        cancel ? "" : "VERSION",
        description + " etcd 3.6 and later.",
        ctl -> {
          String version = cancel ? "" : ctl.args(1, "TARGET_VERSION not provided").get(0);
          if (action == DowngradeAction.ENABLE) {
            ctl.confirm(
                List.of(
                    "the cluster works as version "
                        + version
                        + " from then on, and takes no newer features back until it is cancelled"));
          }
          ctl.print(
              ClusterAnswers.downgrade(name, ctl.ops().maintenance().downgrade(action, version)));
        });
  }
}
