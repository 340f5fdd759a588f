/** Is a disk, and a whole cluster, fit for etcd in production: see DESIGN.md. */
package io.etcdmonitor.toolkit.disk;
