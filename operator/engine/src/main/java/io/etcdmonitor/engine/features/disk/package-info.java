/** The feature {@code disk}: how long the members' disks take. */
package io.etcdmonitor.engine.features.disk;
