package io.etcdmonitor.app.cli.ctl;

@NeedsEtcdctl("3.5")
class EtcdctlComparison35IT extends EtcdctlComparison {
  EtcdctlComparison35IT() {
    super("3.5");
  }
}
