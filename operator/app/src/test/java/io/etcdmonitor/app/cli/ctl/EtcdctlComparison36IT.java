package io.etcdmonitor.app.cli.ctl;

@NeedsEtcdctl("3.6")
class EtcdctlComparison36IT extends EtcdctlComparison {
  EtcdctlComparison36IT() {
    super("3.6");
  }
}
