package io.epoll4j.sim;

import io.epoll4j.jvm.JvmKernel;
import io.epoll4j.jvm.spi.Endpoint;
import io.epoll4j.jvm.spi.Host;
import io.epoll4j.jvm.spi.Network;
import io.epoll4j.jvm.spi.Packet;
import io.epoll4j.jvm.spi.Task;

/// A kernel without sockets: whatever packet of a connection it is given, it answers as a kernel
/// does that does not know it, by a reset.
final class Nobody implements Host, Network {
    private final Fabric fabric;
    private final JvmKernel kernel = new JvmKernel(this, 1, this);

    Nobody(Fabric fabric) {
        this.fabric = fabric;
    }

    void takes(Packet packet) {
        kernel.receive(packet);
    }

    @Override
    public void transmit(Packet answer) {
        Machine to = fabric.at(answer.target());
        if (to != null) fabric.deliver(to, answer);
    }

    @Override
    public boolean isLocal(Endpoint address) {
        return true;
    }

    @Override
    public long monotonicNanos() {
        return fabric.director.now;
    }

    @Override
    public long realtimeNanos() {
        return fabric.director.now;
    }

    @Override
    public boolean park(Task task, long deadline) {
        throw new IllegalStateException("nobody sleeps here");
    }

    @Override
    public void unpark(Task task) {}

    @Override
    public boolean takeSignal() {
        return false;
    }
}
