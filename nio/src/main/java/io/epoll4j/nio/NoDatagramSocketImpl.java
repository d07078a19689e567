package io.epoll4j.nio;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocketImpl;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;

/// As [NoSocketImpl], for datagrams.
final class NoDatagramSocketImpl extends DatagramSocketImpl {
    private static SocketException refusal() {
        return new SocketException("only for its channel's methods");
    }

    @Override
    protected void create() {}

    @Override
    protected void bind(int port, InetAddress address) throws SocketException {
        throw refusal();
    }

    @Override
    protected void send(DatagramPacket packet) throws IOException {
        throw refusal();
    }

    @Override
    protected int peek(InetAddress address) throws IOException {
        throw refusal();
    }

    @Override
    protected int peekData(DatagramPacket packet) throws IOException {
        throw refusal();
    }

    @Override
    protected void receive(DatagramPacket packet) throws IOException {
        throw refusal();
    }

    @Override
    @Deprecated
    @SuppressWarnings("removal") // abstract still
    protected void setTTL(byte ttl) throws IOException {
        throw refusal();
    }

    @Override
    @Deprecated
    @SuppressWarnings("removal") // abstract still
    protected byte getTTL() throws IOException {
        throw refusal();
    }

    @Override
    protected void setTimeToLive(int ttl) throws IOException {
        throw refusal();
    }

    @Override
    protected int getTimeToLive() throws IOException {
        throw refusal();
    }

    @Override
    protected void join(InetAddress address) throws IOException {
        throw refusal();
    }

    @Override
    protected void leave(InetAddress address) throws IOException {
        throw refusal();
    }

    @Override
    protected void joinGroup(SocketAddress address, NetworkInterface by) throws IOException {
        throw refusal();
    }

    @Override
    protected void leaveGroup(SocketAddress address, NetworkInterface by) throws IOException {
        throw refusal();
    }

    @Override
    protected void close() {}

    @Override
    public void setOption(int option, Object value) throws SocketException {
        throw refusal();
    }

    @Override
    public Object getOption(int option) throws SocketException {
        throw refusal();
    }
}
