/** Decides when which cluster is looked at, and sees to it that no look takes too long. */
package io.etcdmonitor.engine.schedule;
