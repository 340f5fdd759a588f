/** Typed settings with a consistent cache, history and rollback. */
package io.etcdmonitor.patterns.configuration;
