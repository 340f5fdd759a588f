/** {@code ctl}: etcdctl's commands over the toolkit's operations. */
package io.etcdmonitor.app.cli.ctl;
