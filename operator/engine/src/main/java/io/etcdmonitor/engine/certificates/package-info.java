/** What members' certificates are: seen once for all features that want to know. */
package io.etcdmonitor.engine.certificates;
