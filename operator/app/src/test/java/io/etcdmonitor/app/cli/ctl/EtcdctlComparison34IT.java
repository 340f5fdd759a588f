package io.etcdmonitor.app.cli.ctl;

class EtcdctlComparison34IT extends EtcdctlComparison {
  EtcdctlComparison34IT() {
    super("3.4");
  }
}
