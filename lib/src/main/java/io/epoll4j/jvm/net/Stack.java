package io.epoll4j.jvm.net;

import io.epoll4j.jvm.spi.Endpoint;
import io.epoll4j.jvm.spi.Network;
import io.epoll4j.jvm.spi.Packet;
import io.epoll4j.jvm.task.Scheduler;
import io.epoll4j.jvm.task.TaskLocal;

/// What the sockets of one kernel share, of whatever protocol: the way to the network, and buffers.
/// Any thread may use it.
public final class Stack {
    /// The number of the one interface, `lo`.
    static final int LOOPBACK_INDEX = 1;

    public final Scheduler scheduler;
    public final Network network;
    public final SkbPool skbs = new SkbPool();

    /// The message of the call that a task is in.
    public final TaskLocal<Msg> messages;

    /// For the tasks of `scheduler`.
    public Stack(Scheduler scheduler, Network network) {
        this.scheduler = scheduler;
        this.network = network;
        this.messages = new TaskLocal<>(scheduler, task -> new Msg());
    }

    /// Whether `address` is this kernel's: what goes there goes over the loopback.
    public boolean isLocal(Endpoint address) {
        return address.isLoopback() || network.isLocal(address);
    }

    /// Whether there is a way to `address`.
    boolean reaches(Endpoint address) {
        return isLocal(address) || network.reaches(address);
    }

    /// `ip_route_output_key`: the address, with port 0, from which `address` is reached.
    public Endpoint sourceFor(Endpoint address) {
        if (address.isLoopback()) {
            return address.withPort(0).toLoopback();
        }
        return isLocal(address) ? address.withPort(0) : network.sourceFor(address);
    }

    /// Hands a packet to the network. A kernel that crashed has none.
    public void transmit(Packet packet) {
        if (!scheduler.hasCrashed()) {
            network.transmit(packet);
        }
    }

    /// Whether a packet is for this kernel, and anybody is there.
    public boolean takes(Packet packet) {
        return !scheduler.hasCrashed() && isLocal(packet.target());
    }
}
