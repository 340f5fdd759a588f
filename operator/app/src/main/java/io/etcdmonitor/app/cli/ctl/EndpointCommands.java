package io.etcdmonitor.app.cli.ctl;

import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.toolkit.ops.Endpoints;
import io.etcdmonitor.toolkit.output.EndpointAnswers;
import java.util.List;

/** endpoint ... */
final class EndpointCommands {
  private EndpointCommands() {}

  static List<Leaf> all(CtlHost host) {
    return List.of(
        new Leaf(
                host,
                "health",
                "",
                "Whether each endpoint serves; exit code 1 when one does not.",
                EndpointCommands::health)
            .wholeCluster(),
        new Leaf(host, "status", "", "What each endpoint says of itself.", EndpointCommands::status)
            .wholeCluster(),
        new Leaf(
                host,
                "hashkv",
                "",
                "A hash over the keys of each endpoint.",
                EndpointCommands::hashKv)
            .wholeCluster()
            .option("--rev", "REVISION", "Up to this revision. Default: the current one."));
  }

  /** Those that were given, or one for each member. */
  static List<Endpoint> chosen(Ctl ctl) {
    boolean whole = ctl.text(ConnectionFlags.CLUSTER).isPresent();
    return whole ? ctl.ops().members().clientEndpoints() : ctl.ops().endpoints().given();
  }

  private static int health(Ctl ctl) {
    List<Endpoints.Health> all = ctl.ops().endpoints().health(chosen(ctl));
    ctl.print(EndpointAnswers.health(all));
    return exit(ctl, all.stream().allMatch(Endpoints.Health::healthy), "unhealthy cluster");
  }

  private static int status(Ctl ctl) {
    List<Endpoints.Of<Endpoints.Status>> all = ctl.ops().endpoints().status(chosen(ctl));
    ctl.print(EndpointAnswers.status(all, ctl.style()));
    return all.stream().allMatch(of -> of.value().isPresent()) ? 0 : CtlException.ERROR;
  }

  private static int hashKv(Ctl ctl) {
    List<Endpoints.Of<Endpoints.Hash>> all =
        ctl.ops().endpoints().hashKv(chosen(ctl), ctl.number("--rev", 0));
    ctl.print(EndpointAnswers.hashes(all, ctl.style()));
    return all.stream().allMatch(of -> of.value().isPresent()) ? 0 : CtlException.ERROR;
  }

  private static int exit(Ctl ctl, boolean fine, String complaint) {
    if (!fine) {
      ctl.complain("Error: " + complaint);
    }
    return fine ? 0 : CtlException.ERROR;
  }
}
