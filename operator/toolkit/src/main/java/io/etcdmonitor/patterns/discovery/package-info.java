/** Services that register themselves, and clients that choose among them. */
package io.etcdmonitor.patterns.discovery;
