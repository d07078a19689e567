import module io.epoll4j;

void main(String[] arguments) {
    int port = arguments.length == 0 ? 9001 : Integer.parseInt(arguments[0]);
    try (var loop = Loop.open()) {
        var bound = loop.listen(port, (peer, bytes) -> peer.write(bytes));
        IO.println("listening on " + bound);
        loop.run();
    }
}
