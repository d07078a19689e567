package io.epoll4j.sim;

import io.epoll4j.jvm.spi.Endpoint;
import io.epoll4j.jvm.spi.Network;
import io.epoll4j.jvm.spi.Packet;

/// What one machine sees of the network: its own two addresses, and a way to everywhere in the
/// world's nets, 10.0.0.0/8 and fd00::/8.
final class MachineNetwork implements Network {
    private static final int NET4 = 10;
    private static final int NET6 = 0xFD;

    private final Machine machine;
    private final Fabric fabric;

    MachineNetwork(Machine machine, Fabric fabric) {
        this.machine = machine;
        this.fabric = fabric;
    }

    @Override
    public void transmit(Packet packet) {
        fabric.transmit(machine, packet);
    }

    @Override
    public boolean isLocal(Endpoint address) {
        return fabric.at(address) == machine;
    }

    @Override
    public boolean reaches(Endpoint address) {
        return address.isV4()
                ? (address.low() >>> 24 & 0xFF) == NET4
                : address.high() >>> 56 == NET6;
    }

    @Override
    public Endpoint sourceFor(Endpoint address) {
        return address.isV4() ? machine.endpoint4() : machine.endpoint6();
    }

    @Override
    public int mtu(Endpoint address) {
        Machine to = fabric.at(address);
        return to == null ? fabric.mtu() : fabric.link(machine, to).mtu();
    }
}
