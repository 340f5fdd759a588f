/** What alerts are told to, for tests and benches. */
package io.etcdmonitor.e2e.alert;
