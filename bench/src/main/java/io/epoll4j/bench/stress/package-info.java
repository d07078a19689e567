/// Where a wake-up could be lost: races of two calls on the kernel inside the JVM, for jcstress.
/// Each outcome that a test forbids is a wake-up lost.
package io.epoll4j.bench.stress;
