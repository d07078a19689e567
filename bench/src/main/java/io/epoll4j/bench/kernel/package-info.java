/// The kernel inside the JVM beside Linux, both through the same interface, with JMH.
package io.epoll4j.bench.kernel;
