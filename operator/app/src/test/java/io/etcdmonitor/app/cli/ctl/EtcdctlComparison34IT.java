package io.etcdmonitor.app.cli.ctl;

@NeedsEtcdctl("3.4")
class EtcdctlComparison34IT extends EtcdctlComparison {
  EtcdctlComparison34IT() {
    super("3.4");
  }
}
