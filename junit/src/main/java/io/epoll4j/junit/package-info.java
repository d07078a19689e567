/// [Seeds], on a test method that takes a [io.epoll4j.sim.World].
package io.epoll4j.junit;
