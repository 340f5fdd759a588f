/** Reads etcd's database file: bbolt pages, read only, without etcdutl. */
package io.etcdmonitor.toolkit.snapshot;
