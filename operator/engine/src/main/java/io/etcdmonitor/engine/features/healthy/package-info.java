/** The feature {@code healthy}: every member, and the cluster as a whole. */
package io.etcdmonitor.engine.features.healthy;
