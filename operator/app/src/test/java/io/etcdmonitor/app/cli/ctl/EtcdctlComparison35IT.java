package io.etcdmonitor.app.cli.ctl;

class EtcdctlComparison35IT extends EtcdctlComparison {
  EtcdctlComparison35IT() {
    super("3.5");
  }
}
