/** The failure lab: faults put to real etcd, and what the operator says of them; see DESIGN.md. */
package io.etcdmonitor.e2e.lab;
