package io.etcdmonitor.etcd.grpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.MemberList;
import io.etcdmonitor.etcd.MemberStatus;
import io.etcdmonitor.etcd.OneLine;
import io.etcdmonitor.etcd.V2Stats;
import io.etcdmonitor.etcd.grpc.V2Http.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Answers of etcd's v2 API as our records, in the order they are asked for. As etcd 3.4 writes them
 * ({@code etcdserver/api/v2http}, {@code v2stats}).
 */
final class V2Answers {
  static final List<String> STATUS =
      List.of("/v2/stats/self", "/version", "/v2/members/leader", "/v2/keys/");
  static final List<String> MEMBERS = List.of("/v2/stats/self", "/v2/members");
  static final List<String> HEALTH = List.of("/health");
  static final List<String> INDEX = List.of("/v2/keys/");
  static final List<String> STORE = List.of("/v2/stats/store");

  private static final Pattern ID = Pattern.compile("[0-9a-f]{1,16}");
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int UNAVAILABLE = 503;

  private V2Answers() {}

  /** How large its database is a member does not tell: sizes are 0. */
  static Outcome<MemberStatus> status(List<Answer> answers) {
    Answer self = answers.get(0);
    Answer version = answers.get(1);
    Answer leader = answers.get(2);
    Answer root = answers.get(3);
    if (!self.ok() || !isId(self.text("id"))) {
      return refused(self);
    }
    boolean election = leader.status() == UNAVAILABLE;
    if (!leader.ok() && !election) {
      return refused(leader);
    }
    Optional<String> leaderId = Optional.of(leader.text("id")).filter(V2Answers::isId);
    return Outcome.ok(
        new MemberStatus(
            root.headers().clusterId(),
            self.text("id"),
            root.headers().index(),
            OneLine.name(version.text("etcdserver")),
            0,
            0,
            election ? Optional.empty() : leaderId,
            root.headers().raftTerm(),
            root.headers().raftIndex(),
            root.headers().raftIndex(),
            false,
            election ? List.of("etcdserver: no leader") : List.of(),
            Optional.empty(),
            OptionalLong.empty(),
            Optional.empty()));
  }

  static Outcome<MemberList> members(List<Answer> answers) {
    Answer self = answers.get(0);
    Answer list = answers.get(1);
    if (!self.ok() || !isId(self.text("id"))) {
      return refused(self);
    }
    if (!list.ok() || list.body() == null || !list.body().path("members").isArray()) {
      return refused(list);
    }
    List<MemberList.Member> members = new ArrayList<>();
    for (JsonNode member : list.body().path("members")) {
      if (members.size() == Bounds.MEMBERS
          || !isId(member.path("id").asText(""))
          || member.path("peerURLs").size() > Bounds.URLS
          || member.path("clientURLs").size() > Bounds.URLS) {
        return refused(list);
      }
      members.add(
          new MemberList.Member(
              member.path("id").asText(""),
              OneLine.name(member.path("name").asText("")),
              texts(member.path("peerURLs")),
              texts(member.path("clientURLs")),
              false));
    }
    return Outcome.ok(new MemberList(list.headers().clusterId(), self.text("id"), members));
  }

  /** A read through raft, which {@code /health} makes by itself. */
  static Outcome<Long> health(List<Answer> answers) {
    Answer health = answers.get(0);
    String word = health.text("health");
    if (health.ok() && word.equals("true")) {
      return Outcome.ok(0L);
    }
    if (word.isEmpty()) {
      return refused(health);
    }
    String reason = health.text("reason");
    boolean leaderless = reason.toUpperCase(java.util.Locale.ROOT).contains("NO LEADER");
    return Outcome.refused(
        leaderless ? FailureCause.NO_LEADER : FailureCause.OTHER,
        health.where()
            + ": the member says that it is not healthy"
            + (reason.isEmpty() ? "" : " (" + reason + ")"));
  }

  /** A read of this member alone. */
  static Outcome<Long> index(List<Answer> answers) {
    Answer root = answers.get(0);
    return root.ok() ? Outcome.ok(root.headers().index()) : refused(root);
  }

  static Outcome<V2Stats> store(List<Answer> answers) {
    Answer store = answers.get(0);
    if (!store.ok() || store.body() == null) {
      return refused(store);
    }
    Map<String, Long> operations = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field : store.body().properties()) {
      if (field.getValue().isIntegralNumber() && !field.getKey().equals("watchers")) {
        operations.put(OneLine.name(field.getKey()), field.getValue().asLong());
      }
    }
    if (operations.size() > Bounds.OPERATIONS) {
      return refused(store);
    }
    return Outcome.ok(new V2Stats(operations, store.body().path("watchers").asLong()));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(OneLine.of(text.asText(), OneLine.URL)));
    return texts;
  }

  private static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  private static <T> Outcome<T> refused(Answer answer) {
    return switch (answer.status()) {
      case UNAUTHORIZED, FORBIDDEN ->
          Outcome.refused(
              FailureCause.PERMISSION_DENIED, answer.where() + ": the user may not read this");
      case NOT_FOUND ->
          Outcome.refused(
              FailureCause.API_NOT_SERVED,
              answer.where() + ": HTTP 404: the v2 API is not served there");
      default ->
          Outcome.refused(
              answer.status() == 200 ? FailureCause.NOT_ETCD : FailureCause.OTHER,
              answer.where() + ": HTTP " + answer.status() + " is no answer of etcd's v2 API");
    };
  }
}
