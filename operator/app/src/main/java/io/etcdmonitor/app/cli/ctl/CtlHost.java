package io.etcdmonitor.app.cli.ctl;

import io.etcdmonitor.app.cli.Terminal;
import io.etcdmonitor.toolkit.ops.EtcdOperations;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Where commands run.
 *
 * @param secrets asks for a password, by a prompt, without showing what is typed
 * @param shared a connection that outlives a command, in the shell; else each opens its own
 */
record CtlHost(
    Terminal terminal,
    Input in,
    ConnectionFlags.Clusters clusters,
    UnaryOperator<String> secrets,
    Optional<EtcdOperations> shared) {}
