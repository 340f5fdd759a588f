package io.etcdmonitor.app.cli.ctl;

import io.etcdmonitor.app.cli.Terminal;
import io.etcdmonitor.toolkit.ops.EtcdOperations;
import java.io.BufferedReader;
import java.util.Optional;

/**
 * Where commands run.
 *
 * @param shared a connection that outlives a command, in the shell; else each opens its own
 */
record CtlHost(
    Terminal terminal,
    BufferedReader in,
    ConnectionFlags.Clusters clusters,
    Optional<EtcdOperations> shared) {}
