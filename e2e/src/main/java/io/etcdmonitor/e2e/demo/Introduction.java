package io.etcdmonitor.e2e.demo;

import io.etcdmonitor.e2e.operator.OperatorProcess;
import io.etcdmonitor.etcd.testing.EtcdInstallation;
import io.etcdmonitor.etcd.testing.EtcdTestCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What a newcomer is told: where things are, what to look at and how to break something. */
record Introduction(
    EtcdTestCluster etcd, DemoApi api, OperatorProcess operator, Path kubeconfig, int controlPort) {

  List<String> lines() {
    EtcdInstallation installation = etcd.member(0).installation();
    String endpoints =
        etcd.endpoints().stream().map(Object::toString).collect(Collectors.joining(","));
    String etcdctl = installation.etcdctl().map(Path::toString).orElse("etcdctl");
    String kubectl = Kubectl.find().map(Kubectl::command).orElse("kubectl");
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("%s: three members m1, m2, m3".formatted(installation));
    lines.add("  %s --endpoints=%s endpoint status -w table".formatted(etcdctl, endpoints));
    lines.add("Kubernetes API: " + api.description());
    lines.add("  export KUBECONFIG=" + kubeconfig);
    lines.add("  %s get ecl -w".formatted(kubectl));
    lines.add("  %s describe ecl demo".formatted(kubectl));
    lines.add("operator: " + operator.url() + "/metrics");
    lines.add(
        "Break something: type a word here, or: curl -X POST localhost:%d/stop/m2"
            .formatted(controlPort));
    Faults.WORDS.forEach(words -> lines.add("  " + words));
    lines.add("Ctrl-C (or quit) ends everything and leaves nothing behind.");
    lines.add("");
    return lines;
  }
}
