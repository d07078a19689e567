package io.epoll4j.nio;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;

/// Stands where java.net's sockets have their implementation. The adaptors override whatever would
/// call it.
final class NoSocketImpl extends SocketImpl {
    private static SocketException refusal() {
        return new SocketException("only for its channel's methods");
    }

    @Override
    protected void create(boolean stream) throws IOException {
        throw refusal();
    }

    @Override
    protected void connect(String host, int port) throws IOException {
        throw refusal();
    }

    @Override
    protected void connect(InetAddress address, int port) throws IOException {
        throw refusal();
    }

    @Override
    protected void connect(SocketAddress address, int timeout) throws IOException {
        throw refusal();
    }

    @Override
    protected void bind(InetAddress host, int port) throws IOException {
        throw refusal();
    }

    @Override
    protected void listen(int backlog) throws IOException {
        throw refusal();
    }

    @Override
    protected void accept(SocketImpl socket) throws IOException {
        throw refusal();
    }

    @Override
    protected InputStream getInputStream() throws IOException {
        throw refusal();
    }

    @Override
    protected OutputStream getOutputStream() throws IOException {
        throw refusal();
    }

    @Override
    protected int available() throws IOException {
        throw refusal();
    }

    @Override
    protected void close() {}

    @Override
    protected void sendUrgentData(int data) throws IOException {
        throw refusal();
    }

    @Override
    public void setOption(int option, Object value) throws SocketException {
        throw refusal();
    }

    @Override
    public Object getOption(int option) throws SocketException {
        throw refusal();
    }
}
