package io.etcdmonitor.app.cli.ctl;

class EtcdctlComparison36IT extends EtcdctlComparison {
  EtcdctlComparison36IT() {
    super("3.6");
  }
}
