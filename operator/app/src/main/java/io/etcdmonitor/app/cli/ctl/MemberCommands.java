package io.etcdmonitor.app.cli.ctl;

import io.etcdmonitor.toolkit.ops.Members;
import io.etcdmonitor.toolkit.output.ClusterAnswers;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** member ... */
final class MemberCommands {
  private MemberCommands() {}

  static List<Leaf> all(CtlHost host) {
    return List.of(
        Leaf.of(host, "list", "", "All members.", MemberCommands::list)
            .option("--consistency", "l|s", "Linearizable or serializable. Default: l."),
        Leaf.of(
                host,
                "add",
                "NAME",
                "Adds a member, to be started afterwards.",
                MemberCommands::add)
            .option("--peer-urls", "URL[,URL]", "Where the others reach it.")
            .flag("--learner", "It does not vote until it is promoted."),
        Leaf.of(host, "promote", "ID", "Makes a learner a voter.", MemberCommands::promote),
        Leaf.of(host, "update", "ID", "Changes a member's peer URLs.", MemberCommands::update)
            .option("--peer-urls", "URL[,URL]", "Where the others reach it."),
        Leaf.of(
            host,
            "remove",
            "ID",
            "Removes a member for good; refused when the cluster would lose quorum.",
            MemberCommands::remove));
  }

  private static void list(Ctl ctl) {
    boolean linearizable = !KeyCommands.serializable(ctl);
    ctl.print(ClusterAnswers.members(ctl.ops().members().list(linearizable), ctl.style()));
  }

  private static List<String> peerUrls(Ctl ctl) {
    return ctl.text("--peer-urls")
        .map(urls -> Arrays.asList(urls.split(",")))
        .orElseThrow(() -> CtlException.badArgs("member peer urls not provided"));
  }

  private static void add(Ctl ctl) {
    String name = ctl.args(1, "member name not provided").get(0);
    List<String> urls = peerUrls(ctl);
    boolean learner = ctl.has("--learner");
    ctl.confirm(ctl.ops().members().planAdd(urls, learner));
    Members.Change change = ctl.ops().members().add(urls, learner);
    ctl.print(ClusterAnswers.added(change));
    if (ctl.format() == OutputChoice.SIMPLE) {
      startWith(ctl, name, change);
    }
  }

  /** The environment that the new member is to be started with, as etcdctl prints it. */
  private static void startWith(Ctl ctl, String name, Members.Change change) {
    long id = change.member().orElseThrow().id();
    String initial =
        change.members().stream()
            .flatMap(
                m -> m.peerUrls().stream().map(url -> (m.id() == id ? name : m.name()) + "=" + url))
            .collect(Collectors.joining(","));
    ctl.say("");
    ctl.say("ETCD_NAME=\"" + name + "\"");
    ctl.say("ETCD_INITIAL_CLUSTER=\"" + initial + "\"");
    ctl.say(
        "ETCD_INITIAL_ADVERTISE_PEER_URLS=\""
            + String.join(",", change.member().orElseThrow().peerUrls())
            + "\"");
    ctl.say("ETCD_INITIAL_CLUSTER_STATE=\"existing\"");
  }

  private static long id(Ctl ctl) {
    return ctl.member(ctl.args(1, "member ID is not provided").get(0));
  }

  private static void promote(Ctl ctl) {
    long id = id(ctl);
    ctl.confirm(ctl.ops().members().planPromote(id));
    ctl.print(ClusterAnswers.promoted(id, ctl.ops().members().promote(id)));
  }

  private static void update(Ctl ctl) {
    long id = id(ctl);
    List<String> urls = peerUrls(ctl);
    ctl.confirm(ctl.ops().members().planUpdate(id, urls));
    ctl.print(ClusterAnswers.updated(id, ctl.ops().members().update(id, urls)));
  }

  private static void remove(Ctl ctl) {
    long id = id(ctl);
    ctl.confirm(ctl.ops().members().planRemove(id));
    ctl.print(ClusterAnswers.removed(id, ctl.ops().members().remove(id)));
  }
}
