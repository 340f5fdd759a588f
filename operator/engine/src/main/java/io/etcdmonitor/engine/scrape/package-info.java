/**
 * What members' Prometheus pages tell, read once for all features: compact samples, what changed
 * between two of them, and the recent past.
 */
package io.etcdmonitor.engine.scrape;
