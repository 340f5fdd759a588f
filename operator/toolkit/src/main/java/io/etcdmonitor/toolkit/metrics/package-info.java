/** The little that tools read from members' metrics pages. */
package io.etcdmonitor.toolkit.metrics;
