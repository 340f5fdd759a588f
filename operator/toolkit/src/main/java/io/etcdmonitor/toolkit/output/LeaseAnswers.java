package io.etcdmonitor.toolkit.output;

import io.etcdmonitor.toolkit.ops.Header;
import io.etcdmonitor.toolkit.ops.Leases;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Answers about leases. */
public final class LeaseAnswers {
  private LeaseAnswers() {}

  /** {@code lease grant}. */
  public static Answer granted(Leases.Lease lease, Style style) {
    return Answer.of(
        List.of("lease " + Go.lease(lease.id()) + " granted with TTL(" + lease.ttl() + "s)"),
        Parts.flat(Parts.document(), lease.header())
            .with("ID", lease.id())
            .with("TTL", lease.ttl())
            .with("Error", ""),
        fields(lease, style));
  }

  private static List<String> fields(Leases.Lease lease, Style style) {
    List<String> lines = new ArrayList<>(Parts.headerFields(lease.header(), style));
    lines.add(Parts.field("ID", Parts.leaseId(lease.id(), style)));
    lines.add(Parts.field("TTL", lease.ttl()));
    return lines;
  }

  /** {@code lease revoke}. */
  public static Answer revoked(long id, Header header, Style style) {
    return Answer.of(
        List.of("lease " + Go.lease(id) + " revoked"),
        Parts.under(header),
        Parts.headerFields(header, style));
  }

  /** {@code lease keep-alive}. */
  public static Answer keptAlive(Leases.Lease lease, Style style) {
    return Answer.of(
        List.of("lease " + Go.lease(lease.id()) + " keepalived with TTL(" + lease.ttl() + ")"),
        Parts.flat(Parts.document(), lease.header())
            .with("ID", lease.id())
            .with("TTL", lease.ttl()),
        fields(lease, style));
  }

  /** {@code lease timetolive}. */
  public static Answer timeToLive(Leases.TimeToLive lease, boolean keys, Style style) {
    String simple;
    if (lease.grantedTtl() == 0 && lease.ttl() == -1) {
      simple = "lease " + Go.lease(lease.id()) + " already expired";
    } else {
      simple =
          String.format(
              "lease %s granted with TTL(%ds), remaining(%ds)",
              Go.lease(lease.id()), lease.grantedTtl(), lease.ttl());
      if (keys) {
        simple +=
            lease.keys().stream()
                .map(Parts::text)
                .collect(Collectors.joining(" ", ", attached keys([", "])"));
      }
    }
    List<String> fields = new ArrayList<>(Parts.headerFields(lease.header(), style));
    fields.add(Parts.field("ID", Parts.leaseId(lease.id(), style)));
    fields.add(Parts.field("TTL", lease.ttl()));
    fields.add(Parts.field("GrantedTTL", lease.grantedTtl()));
    lease.keys().forEach(key -> fields.add(Parts.field("Key", Go.quoted(key))));
    List<String> attached = lease.keys().stream().map(Parts::base64).toList();
    return Answer.of(
        List.of(simple),
        Parts.flat(Parts.document(), lease.header())
            .with("id", lease.id())
            .with("ttl", lease.ttl())
            .with("granted-ttl", lease.grantedTtl())
            .with("keys", attached.isEmpty() ? null : attached),
        fields);
  }

  /** {@code lease list}. */
  public static Answer list(Leases.LeaseList list, Style style) {
    List<String> simple = new ArrayList<>();
    simple.add("found " + list.ids().size() + " leases");
    List<String> fields = new ArrayList<>(Parts.headerFields(list.header(), style));
    for (long id : list.ids()) {
      simple.add(Go.lease(id));
      fields.add(Parts.field("ID", Parts.leaseId(id, style)));
    }
    return Answer.of(
        simple,
        Parts.flat(Parts.document(), list.header())
            .with(
                "leases", list.ids().stream().map(id -> Parts.document().with("id", id)).toList()),
        fields);
  }
}
