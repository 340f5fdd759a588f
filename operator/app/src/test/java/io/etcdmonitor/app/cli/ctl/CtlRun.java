package io.etcdmonitor.app.cli.ctl;

import io.etcdmonitor.app.cli.CommandLineRunner;
import io.etcdmonitor.app.cli.Terminal;
import io.etcdmonitor.etcd.testing.EtcdInstallation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What a command printed and ended with: ours in this JVM, etcdctl as a process. */
record CtlRun(int code, String out, String err) {

  static CtlRun ours(Map<String, String> environment, String input, List<String> args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            environment,
            false);
    List<String> all = new ArrayList<>(List.of("ctl"));
    all.addAll(args);
    CtlCommand ctl =
        new CtlCommand(
            terminal,
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            name -> {
              throw new IllegalArgumentException("no Kubernetes here: " + name);
            });
    int code = new CommandLineRunner(terminal, List.of(ctl)).run(all.toArray(String[]::new));
    return new CtlRun(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  static CtlRun etcdctl(
      EtcdInstallation version, Map<String, String> environment, String input, List<String> args)
      throws IOException, InterruptedException {
    return program(version.etcdctl().orElseThrow(), environment, input, args);
  }

  static CtlRun program(
      Path binary, Map<String, String> environment, String input, List<String> args)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(binary.toString()));
    command.addAll(args);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("ETCD"));
    builder.environment().put("ETCDCTL_API", "3");
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("etcdctl " + args + " does not end");
    }
    return new CtlRun(process.exitValue(), out, err);
  }
}
