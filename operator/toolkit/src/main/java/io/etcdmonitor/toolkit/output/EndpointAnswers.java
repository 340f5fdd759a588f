package io.etcdmonitor.toolkit.output;

import io.etcdmonitor.toolkit.ops.Endpoints;
import io.etcdmonitor.toolkit.ops.Ids;
import io.etcdmonitor.toolkit.ops.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Answers about endpoints. */
public final class EndpointAnswers {
  private EndpointAnswers() {}

  /** {@code endpoint health}. */
  public static Answer health(List<Endpoints.Health> all) {
    List<String> simple = new ArrayList<>();
    List<String> complaints = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    List<String> fields = new ArrayList<>();
    List<Parts.Document> documents = new ArrayList<>();
    for (Endpoints.Health health : all) {
      String endpoint = health.endpoint().toString();
      String took = Go.duration(health.took());
      if (health.error().isEmpty()) {
        simple.add(endpoint + " is healthy: successfully committed proposal: took = " + took);
      } else {
        complaints.add(endpoint + " is unhealthy: failed to commit proposal: " + health.error());
      }
      rows.add(List.of(endpoint, Boolean.toString(health.healthy()), took, health.error()));
      fields.addAll(
          List.of(
              Parts.field("Endpoint", Go.quoted(endpoint)),
              Parts.field("Health", health.healthy()),
              Parts.field("Took", took),
              Parts.field("Error", health.error()),
              ""));
      documents.add(
          Parts.document()
              .with("endpoint", endpoint)
              .with("health", health.healthy())
              .with("took", took)
              .unlessEmpty("error", health.error()));
    }
    return new Answer(
        simple,
        Optional.of(new Answer.Table(List.of("ENDPOINT", "HEALTH", "TOOK", "ERROR"), rows)),
        documents,
        Optional.of(fields),
        complaints);
  }

  /**
   * {@code endpoint status}: the columns of etcdctl 3.6 as soon as one server tells what they hold.
   */
  public static Answer status(List<Endpoints.Of<Endpoints.Status>> all, Style style) {
    List<String> complaints = complaints("status", all);
    List<Endpoints.Of<Endpoints.Status>> answered =
        all.stream().filter(of -> of.value().isPresent()).toList();
    boolean modern =
        answered.stream().anyMatch(of -> !of.value().orElseThrow().storageVersion().isEmpty());
    List<String> fields = new ArrayList<>();
    List<Parts.Document> documents = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    for (Endpoints.Of<Endpoints.Status> of : answered) {
      Endpoints.Status status = of.value().orElseThrow();
      rows.add(row(of.endpoint().toString(), status, modern));
      statusFields(fields, of.endpoint().toString(), status, style, modern);
      documents.add(
          Parts.document()
              .with("Endpoint", of.endpoint().toString())
              .with("Status", document(status)));
    }
    Answer.Table table = new Answer.Table(headings(modern), rows);
    return new Answer(
        table.joined(), Optional.of(table), documents, Optional.of(fields), complaints);
  }

  private static List<String> complaints(String what, List<? extends Endpoints.Of<?>> all) {
    return all.stream()
        .flatMap(of -> of.failure().stream().map(why -> (Object) why).map(why -> of))
        .map(of ->
            "Failed to get the "
                + what
                + " of endpoint "
                + of.endpoint()
                + " ("
                + of.failure().orElseThrow().getMessage()
                + ")")
        .toList();
  }

  private static List<String> headings(boolean modern) {
    return modern
        ? List.of(
            "ENDPOINT",
            "ID",
            "VERSION",
            "STORAGE VERSION",
            "DB SIZE",
            "IN USE",
            "PERCENTAGE NOT IN USE",
            "QUOTA",
            "IS LEADER",
            "IS LEARNER",
            "RAFT TERM",
            "RAFT INDEX",
            "RAFT APPLIED INDEX",
            "ERRORS",
            "DOWNGRADE TARGET VERSION",
            "DOWNGRADE ENABLED")
        : List.of(
            "ENDPOINT",
            "ID",
            "VERSION",
            "DB SIZE",
            "IS LEADER",
            "IS LEARNER",
            "RAFT TERM",
            "RAFT INDEX",
            "RAFT APPLIED INDEX",
            "ERRORS");
  }

  private static List<String> row(String endpoint, Endpoints.Status status, boolean modern) {
    List<String> row = new ArrayList<>();
    row.add(endpoint);
    row.add(Ids.hex(status.header().memberId()));
    row.add(status.version());
    if (modern) {
      row.add(status.storageVersion());
    }
    row.add(Sizes.decimal(status.dbSize()));
    if (modern) {
      row.add(Sizes.decimal(status.dbSizeInUse()));
      long used = status.dbSize() == 0 ? 100 : status.dbSizeInUse() * 100 / status.dbSize();
      row.add((100 - used) + "%");
      row.add(Sizes.decimal(status.quota()));
    }
    row.add(Boolean.toString(status.leads()));
    row.add(Boolean.toString(status.learner()));
    row.add(Long.toUnsignedString(status.raftTerm()));
    row.add(Long.toUnsignedString(status.raftIndex()));
    row.add(Long.toUnsignedString(status.raftAppliedIndex()));
    row.add(String.join(", ", status.errors()));
    if (modern) {
      row.add(status.downgrade().map(Endpoints.Downgrade::targetVersion).orElse(""));
      row.add(Boolean.toString(enabled(status)));
    }
    return row;
  }

  private static boolean enabled(Endpoints.Status status) {
    return status.downgrade().map(Endpoints.Downgrade::enabled).orElse(false);
  }

  private static void statusFields(
      List<String> lines, String endpoint, Endpoints.Status status, Style style, boolean modern) {
    lines.addAll(Parts.headerFields(status.header(), style));
    lines.add(Parts.field("Version", Go.quoted(status.version())));
    if (modern) {
      lines.add(Parts.field("StorageVersion", Go.quoted(status.storageVersion())));
    }
    lines.add(Parts.field("DBSize", status.dbSize()));
    if (modern) {
      lines.add(Parts.field("DBSizeInUse", status.dbSizeInUse()));
      lines.add(Parts.field("DBSizeQuota", status.quota()));
    }
    lines.add(Parts.field("Leader", Long.toUnsignedString(status.leader())));
    lines.add(Parts.field("IsLearner", status.learner()));
    lines.add(Parts.field("RaftIndex", Long.toUnsignedString(status.raftIndex())));
    lines.add(Parts.field("RaftTerm", Long.toUnsignedString(status.raftTerm())));
    lines.add(Parts.field("RaftAppliedIndex", Long.toUnsignedString(status.raftAppliedIndex())));
    lines.add(Parts.field("Errors", "[" + String.join(" ", status.errors()) + "]"));
    lines.add(Parts.field("Endpoint", Go.quoted(endpoint)));
    if (modern) {
      lines.add(
          Parts.field(
              "DowngradeTargetVersion",
              Go.quoted(status.downgrade().map(Endpoints.Downgrade::targetVersion).orElse(""))));
      lines.add(Parts.field("DowngradeEnabled", enabled(status)));
    }
    lines.add("");
  }

  private static Parts.Document document(Endpoints.Status status) {
    Parts.Document document =
        Parts.under(status.header())
            .unlessEmpty("version", status.version())
            .unlessEmpty("dbSize", status.dbSize())
            .unlessEmpty("leader", Go.unsigned(status.leader()))
            .unlessEmpty("raftIndex", Go.unsigned(status.raftIndex()))
            .unlessEmpty("raftTerm", Go.unsigned(status.raftTerm()))
            .unlessEmpty("raftAppliedIndex", Go.unsigned(status.raftAppliedIndex()))
            .unlessEmpty("errors", status.errors())
            .unlessEmpty("dbSizeInUse", status.dbSizeInUse())
            .unlessEmpty("isLearner", status.learner())
            .unlessEmpty("storageVersion", status.storageVersion())
            .unlessEmpty("dbSizeQuota", status.quota());
    status
        .downgrade()
        .ifPresent(downgrade ->
            document.with(
                "downgradeInfo",
                Parts.document()
                    .unlessEmpty("enabled", downgrade.enabled())
                    .unlessEmpty("targetVersion", downgrade.targetVersion())));
    return document;
  }

  /** {@code endpoint hashkv}. */
  public static Answer hashes(List<Endpoints.Of<Endpoints.Hash>> all, Style style) {
    List<Endpoints.Of<Endpoints.Hash>> answered =
        all.stream().filter(of -> of.value().isPresent()).toList();
    boolean modern =
        answered.stream().anyMatch(of -> of.value().orElseThrow().hashRevision().isPresent());
    List<String> fields = new ArrayList<>();
    List<Parts.Document> documents = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    for (Endpoints.Of<Endpoints.Hash> of : answered) {
      Endpoints.Hash hash = of.value().orElseThrow();
      List<String> row = new ArrayList<>(List.of(of.endpoint().toString(), "" + hash.hash()));
      fields.addAll(Parts.headerFields(hash.header(), style));
      fields.add(Parts.field("Endpoint", Go.quoted(of.endpoint().toString())));
      fields.add(Parts.field("Hash", hash.hash()));
      if (modern) {
        row.add("" + hash.hashRevision().orElse(0));
        fields.add(Parts.field("HashRevision", hash.hashRevision().orElse(0)));
      }
      fields.add("");
      rows.add(row);
      documents.add(
          Parts.document()
              .with("Endpoint", of.endpoint().toString())
              .with(
                  "HashKV",
                  Parts.under(hash.header())
                      .unlessEmpty("hash", hash.hash())
                      .unlessEmpty("compact_revision", hash.compactRevision())
                      .unlessEmpty("hash_revision", hash.hashRevision().orElse(0))));
    }
    Answer.Table table =
        new Answer.Table(
            modern ? List.of("ENDPOINT", "HASH", "HASH REVISION") : List.of("ENDPOINT", "HASH"),
            rows);
    return new Answer(
        table.joined(),
        Optional.of(table),
        documents,
        Optional.of(fields),
        complaints("hash", all));
  }
}
