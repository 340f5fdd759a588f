package io.etcdmonitor.toolkit.output;

import io.etcdmonitor.toolkit.ops.Ids;
import io.etcdmonitor.toolkit.ops.Maintenance;
import io.etcdmonitor.toolkit.ops.Members;
import java.util.ArrayList;
import java.util.List;

/** Answers about members, alarms, the leader and the version. */
public final class ClusterAnswers {
  private ClusterAnswers() {}

  /** {@code member list}. */
  public static Answer members(Members.MemberList list, Style style) {
    Answer.Table table =
        new Answer.Table(
            List.of("ID", "STATUS", "NAME", "PEER ADDRS", "CLIENT ADDRS", "IS LEARNER"),
            list.members().stream().map(ClusterAnswers::row).toList());
    List<String> fields = new ArrayList<>(Parts.headerFields(list.header(), style));
    for (Members.Member member : list.members()) {
      fields.add(Parts.field("ID", Parts.id(member.id(), style)));
      fields.add(Parts.field("Name", Go.quoted(member.name())));
      member.peerUrls().forEach(url -> fields.add(Parts.field("PeerURL", Go.quoted(url))));
      member.clientUrls().forEach(url -> fields.add(Parts.field("ClientURL", Go.quoted(url))));
      fields.add(Parts.field("IsLearner", member.learner()));
      fields.add("");
    }
    return Answer.of(table, style.hex() ? hexDocument(list) : document(list), fields);
  }

  private static List<String> row(Members.Member member) {
    return List.of(
        Ids.hex(member.id()),
        member.name().isEmpty() ? "unstarted" : "started",
        member.name(),
        String.join(",", member.peerUrls()),
        String.join(",", member.clientUrls()),
        Boolean.toString(member.learner()));
  }

  private static Parts.Document document(Members.MemberList list) {
    return Parts.under(list.header())
        .unlessEmpty("members", list.members().stream().map(ClusterAnswers::member).toList());
  }

  private static Parts.Document member(Members.Member member) {
    return Parts.document()
        .unlessEmpty("ID", Go.unsigned(member.id()))
        .unlessEmpty("name", member.name())
        .unlessEmpty("peerURLs", member.peerUrls())
        .unlessEmpty("clientURLs", member.clientUrls())
        .unlessEmpty("isLearner", member.learner());
  }

  /** IDs as text, for programs whose numbers end at 53 bits. */
  private static Parts.Document hexDocument(Members.MemberList list) {
    Parts.Document header =
        Parts.document()
            .with("cluster_id", Ids.hex(list.header().clusterId()))
            .with("member_id", Ids.hex(list.header().memberId()))
            .with("raft_term", Go.unsigned(list.header().raftTerm()));
    return Parts.document()
        .with("header", header)
        .unlessEmpty(
            "members",
            list.members().stream()
                .map(m ->
                    Parts.document()
                        .with("ID", Ids.hex(m.id()))
                        .with("name", m.name())
                        .with("peerURLs", m.peerUrls())
                        .with("clientURLs", m.clientUrls()))
                .toList());
  }

  /** {@code member add}. */
  public static Answer added(Members.Change change) {
    Members.Member member = change.member().orElseThrow();
    String role = member.learner() ? " added as learner to cluster " : " added to cluster ";
    return changed(change, "Member " + Go.wide(member.id()) + role);
  }

  /** {@code member remove}. */
  public static Answer removed(long id, Members.Change change) {
    return changed(change, "Member " + Go.wide(id) + " removed from cluster ");
  }

  /** {@code member update}. */
  public static Answer updated(long id, Members.Change change) {
    return changed(change, "Member " + Go.wide(id) + " updated in cluster ");
  }

  /** {@code member promote}. */
  public static Answer promoted(long id, Members.Change change) {
    return changed(change, "Member " + Go.wide(id) + " promoted in cluster ");
  }

  private static Answer changed(Members.Change change, String sentence) {
    return Answer.withoutFields(
        List.of(sentence + Go.wide(change.header().clusterId())),
        Parts.under(change.header())
            .unlessEmpty("member", change.member().map(ClusterAnswers::member).orElse(null))
            .unlessEmpty(
                "members", change.members().stream().map(ClusterAnswers::member).toList()));
  }

  /** {@code alarm list} and {@code alarm disarm}. */
  public static Answer alarms(Maintenance.Alarms alarms, Style style) {
    List<String> simple = new ArrayList<>();
    List<String> fields = new ArrayList<>(Parts.headerFields(alarms.header(), style));
    List<Parts.Document> documents = new ArrayList<>();
    for (Maintenance.Alarm alarm : alarms.alarms()) {
      simple.add(
          (alarm.memberId() == 0 ? "" : "memberID:" + Long.toUnsignedString(alarm.memberId()) + " ")
              + "alarm:"
              + alarm.name()
              + " ");
      fields.add(Parts.field("MemberID", Parts.id(alarm.memberId(), style)));
      fields.add(Parts.field("AlarmType", alarm.name()));
      fields.add("");
      documents.add(
          Parts.document()
              .unlessEmpty("memberID", Go.unsigned(alarm.memberId()))
              .unlessEmpty("alarm", alarm.type()));
    }
    // etcd 3.4 answers without a header.
    boolean silent = alarms.header().clusterId() == 0;
    Parts.Document document = silent ? Parts.document() : Parts.under(alarms.header());
    return Answer.of(simple, document.unlessEmpty("alarms", documents), fields);
  }

  /** {@code move-leader}. */
  public static Answer moved(Maintenance.Transfer transfer) {
    return Answer.withoutFields(
        List.of(
            "Leadership transferred from "
                + Ids.hex(transfer.from())
                + " to "
                + Ids.hex(transfer.to())),
        Parts.document());
  }

  /** {@code downgrade validate}, {@code enable} and {@code cancel}. */
  public static Answer downgrade(String action, Maintenance.DowngradeAnswer answer) {
    return Answer.withoutFields(
        List.of("Downgrade " + action + " success, cluster version " + answer.version()),
        Parts.under(answer.header()).unlessEmpty("version", answer.version()));
  }
}
