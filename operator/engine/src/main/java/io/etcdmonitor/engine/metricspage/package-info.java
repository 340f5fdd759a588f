/** Reads members' Prometheus pages. */
package io.etcdmonitor.engine.metricspage;
