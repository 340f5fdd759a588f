/**
 * Patterns over etcd for programs: locks, elections, discovery, configuration, and what they are
 * made of.
 */
package io.etcdmonitor.patterns;
