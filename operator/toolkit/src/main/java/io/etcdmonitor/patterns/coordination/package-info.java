/** Locks with fencing tokens, and leader election. */
package io.etcdmonitor.patterns.coordination;
