/** The feature {@code benchmark}: a small measured load on a schedule. See DESIGN.md. */
package io.etcdmonitor.app.benchmark;
