package demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.epoll4j.loop.Loop;
import java.nio.ByteBuffer;

/// Greets itself over loopback: a server and a client on one loop.
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        try (var loop = Loop.open()) {
            var server = loop.listen(0, (peer, bytes) -> peer.write(bytes));
            var client =
                    loop.connect(
                            server.address().sockAddr(),
                            (peer, bytes) -> {
                                System.out.println(UTF_8.decode(bytes));
                                loop.stop();
                            });
            client.write(ByteBuffer.wrap("hello".getBytes(UTF_8)));
            loop.run();
        }
    }
}
