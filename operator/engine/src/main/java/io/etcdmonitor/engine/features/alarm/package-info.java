/** The feature {@code alarm}: etcd's own alarms. */
package io.etcdmonitor.engine.features.alarm;
