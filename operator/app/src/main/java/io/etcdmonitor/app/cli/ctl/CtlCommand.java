package io.etcdmonitor.app.cli.ctl;

import io.etcdmonitor.app.ExitCode;
import io.etcdmonitor.app.cli.Command;
import io.etcdmonitor.app.cli.Terminal;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code ctl}: what etcdctl does, with its names, flags, output and exit codes. */
public final class CtlCommand implements Command {
  static final String NAME = "ctl";
  private final CtlHost host;

  /**
   * @param in where answers, transactions and values are read from
   * @param clusters finds what {@code --cluster namespace/name} means
   */
  public CtlCommand(Terminal terminal, InputStream in, ConnectionFlags.Clusters clusters) {
    this(
        new CtlHost(
            terminal, new StreamInput(in), clusters, ConnectionFlags::ask, Optional.empty()));
  }

  CtlCommand(CtlHost host) {
    this.host = host;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec root =
        Group.of(
            NAME,
            "Does by hand what etcdctl does, with its names, flags (also as ETCDCTL_* variables),"
                + " output and exit codes. What cannot be undone is shown first and asked for,"
                + " unless --yes; what would lose quorum is refused.",
            leaves());
    groups().forEach(group -> root.addSubcommand(group.name(), group));
    return root;
  }

  private List<Leaf> leaves() {
    List<Leaf> leaves = new ArrayList<>(KeyCommands.all(host));
    leaves.add(TxnCommand.txn(host));
    leaves.add(WatchCommand.watch(host));
    leaves.add(MaintenanceCommands.defrag(host));
    leaves.add(MaintenanceCommands.moveLeader(host));
    return leaves;
  }

  private List<CommandSpec> groups() {
    return List.of(
        Group.of("lease", "Leases.", LeaseCommands.all(host)),
        Group.of("member", "Members.", MemberCommands.all(host)),
        Group.of("endpoint", "Endpoints.", EndpointCommands.all(host)),
        Group.of("alarm", "Alarms.", MaintenanceCommands.alarms(host)),
        Group.of("snapshot", "Snapshots.", SnapshotCommands.all(host)),
        Group.of("downgrade", "Going back a minor version.", MaintenanceCommands.downgrades(host)),
        Group.of("auth", "Authentication.", AuthCommands.auth(host)),
        Group.of("user", "Users.", AuthCommands.users(host)),
        Group.of("role", "Roles.", AuthCommands.roles(host)),
        Group.of("check", "Quick checks that write.", CheckCommands.all(host)));
  }

  @Override
  public int run(ParseResult parsed) {
    return ExitCode.USAGE.code();
  }

  /** As etcdctl. */
  @Override
  public int usageExitCode() {
    return CtlException.ERROR;
  }
}
