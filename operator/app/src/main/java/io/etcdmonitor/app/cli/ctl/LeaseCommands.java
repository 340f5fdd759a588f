package io.etcdmonitor.app.cli.ctl;

import io.etcdmonitor.toolkit.ops.Leases;
import io.etcdmonitor.toolkit.output.Go;
import io.etcdmonitor.toolkit.output.LeaseAnswers;
import java.util.List;

/** lease ... */
final class LeaseCommands {
  private LeaseCommands() {}

  static List<Leaf> all(CtlHost host) {
    return List.of(
        Leaf.of(host, "grant", "TTL", "Makes a lease of so many seconds.", LeaseCommands::grant),
        Leaf.of(host, "revoke", "ID", "Ends a lease and deletes its keys.", LeaseCommands::revoke),
        Leaf.of(host, "timetolive", "ID", "How long a lease has.", LeaseCommands::timeToLive)
            .flag("--keys", "Show the keys that live by it."),
        Leaf.of(
            host,
            "list",
            "",
            "All leases.",
            ctl -> ctl.print(LeaseAnswers.list(ctl.ops().leases().list(), ctl.style()))),
        Leaf.of(
                host,
                "keep-alive",
                "ID",
                "Keeps a lease alive until it is stopped.",
                LeaseCommands::keepAlive)
            .flag("--once", "Only once."));
  }

  private static void grant(Ctl ctl) {
    String ttl = ctl.args(1, "lease grant command needs TTL argument").get(0);
    ctl.print(
        LeaseAnswers.granted(ctl.ops().leases().grant(Ctl.number("TTL", ttl), 0), ctl.style()));
  }

  private static long id(Ctl ctl, String command) {
    return Ctl.id(
        "lease ID", ctl.args(1, "lease " + command + " command needs lease ID as argument").get(0));
  }

  private static void revoke(Ctl ctl) {
    long id = id(ctl, "revoke");
    if (!ctl.has(CtlFlags.YES)) {
      int keys = ctl.ops().leases().timeToLive(id, true).keys().size();
      if (keys > 0) {
        ctl.confirm(List.of("deletes the " + keys + " keys that live by this lease"));
      }
    }
    ctl.print(LeaseAnswers.revoked(id, ctl.ops().leases().revoke(id), ctl.style()));
  }

  private static void timeToLive(Ctl ctl) {
    long id = id(ctl, "timetolive");
    boolean keys = ctl.has("--keys");
    ctl.print(LeaseAnswers.timeToLive(ctl.ops().leases().timeToLive(id, keys), keys, ctl.style()));
  }

  private static void keepAlive(Ctl ctl) throws InterruptedException {
    long id = id(ctl, "keep-alive");
    if (ctl.has("--once")) {
      Leases.Lease kept = ctl.ops().leases().keepAliveOnce(id);
      if (kept.ttl() <= 0) {
        throw new CtlException(
            CtlException.GONE,
            "lease " + Go.lease(id) + " is not kept alive: it expired or was revoked");
      }
      show(ctl, kept);
    } else {
      ctl.ops().leases().keepAlive(id, lease -> show(ctl, lease));
    }
  }

  private static void show(Ctl ctl, Leases.Lease lease) {
    if (lease.ttl() <= 0) {
      ctl.say(String.format("lease %016x expired or revoked.", lease.id()));
    } else {
      ctl.print(LeaseAnswers.keptAlive(lease, ctl.style()));
    }
  }
}
