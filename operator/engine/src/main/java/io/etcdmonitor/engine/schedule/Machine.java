package io.etcdmonitor.engine.schedule;

import io.etcdmonitor.etcd.Punctuality;

/** What the process gives: a way to wait, and how punctual it is. */
record Machine(Pauser pauser, Punctuality punctuality) {}
