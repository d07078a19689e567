package io.epoll4j.sim;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.epoll4j.Datagram;
import io.epoll4j.jvm.spi.Packet;
import io.epoll4j.loop.Loop;
import io.epoll4j.loop.Settings;
import io.epoll4j.sys.SockAddr;
import io.epoll4j.sys.SysException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What Wireshark says of the captures. Skipped where there is no `tshark`.
class TsharkTest {
    private static final String WRONG =
            "_ws.malformed or _ws.expert.severity >= 0x600000 or ip.checksum.status == 0"
                    + " or tcp.checksum.status == 0 or udp.checksum.status == 0"
                    + " or icmp.checksum.status == 0 or icmpv6.checksum.status == 0"
                    + " or tcp.analysis.ack_lost_segment or tcp.analysis.lost_segment";

    /// Which of the packets that each side sends are lost: the SYN, data, the FIN.
    private static final int[] LOST = {0, 2, 5, 10};

    @TempDir private Path folder;

    @BeforeEach
    void tsharkIsThere() {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(":"))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, "tshark"))),
                "there is no tshark on the path (apt-get install tshark)");
    }

    private List<String> tshark(Path file, String filter, String... fields)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("tshark", "-r", file.toString()));
        for (String checked : List.of("ip", "tcp", "udp"))
            command.addAll(List.of("-o", checked + ".check_checksum:TRUE"));
        command.addAll(List.of("-Y", filter, "-T", "fields"));
        for (String field : fields) command.addAll(List.of("-e", field));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        var process =
                new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
        assertEquals(0, process.waitFor(), () -> read(err));
        return Files.readAllLines(out);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    private static void talk(World world, boolean v6, List<String> heard) {
        var server = world.machine("server");
        SockAddr to = v6 ? server.at6(Programs.PORT) : server.at(Programs.PORT);
        server.run(on -> {
            try (var loop = Loop.open(on.kernel(), new Settings())) {
                loop.listen(to, (peer, bytes) -> peer.write(bytes));
                loop.run();
            }
        });
        world.machine("client").run(on -> Programs.ask(on.kernel(), to, "word", 9, heard));
        world.network().latency(ofMillis(20));
        world.run(ofMinutes(10));
        assertEquals(9, heard.size());
    }

    /// Loses packets of every kind, both ways, and says so to the file.
    private World.Body lossy(boolean v6, Path all, Path client, Path server) {
        return world -> {
            for (String from : List.of("client", "server")) {
                for (int skip : LOST)
                    world.network()
                            .when(frame ->
                                    frame.from().name().equals(from) && takesRoom(frame.packet()))
                            .skip(skip)
                            .first(1)
                            .drop();
            }
            talk(world, v6, new ArrayList<>());
            world.trace().writePcapng(all);
            world.trace().writePcapng(client, "client");
            world.trace().writePcapng(server, "server");
        };
    }

    private void checkTalk(boolean v6) throws Exception {
        Path all = folder.resolve("all.pcapng");
        Path client = folder.resolve("client.pcapng");
        Path server = folder.resolve("server.pcapng");
        World.forSeed(3, lossy(v6, all, client, server));
        for (Path file : v6 ? List.of(all) : List.of(all, client, server))
            assertEquals(List.of(), tshark(file, WRONG, "frame.number", "_ws.col.Info"));
        var told =
                tshark(
                        all,
                        "frame.comment or tcp.analysis.retransmission",
                        "tcp.analysis.retransmission",
                        "frame.comment");
        assertEquals(2 * LOST.length, told.stream().filter(line -> line.contains("lost")).count());
        assertEquals(
                2 * LOST.length,
                told.stream().filter(line -> !line.startsWith("\t")).count(),
                told.toString());
    }

    private static boolean takesRoom(Packet packet) {
        return packet.length() > 0 || packet.has(Packet.SYN | Packet.FIN);
    }

    @Test
    void asManyRetransmissionsAsPacketsLost() throws Exception {
        checkTalk(false);
    }

    @Test
    void theSameOverIpv6() throws Exception {
        checkTalk(true);
    }

    @Test
    void datagramsAndWhatIsAnsweredToThem() throws Exception {
        Path file = folder.resolve("all.pcapng");
        World.forSeed(
                1,
                world -> {
                    var server = world.machine("server");
                    var client = world.machine("client");
                    client.run(on -> {
                        for (int i = 0; i < 2; i++) {
                            tell(on, client.at(0), server.at(9));
                            tell(on, client.at6(0), server.at6(9));
                        }
                    });
                    world.partition(server, client).from(ofSeconds(2)).told();
                    world.run(ofMinutes(1));
                    world.trace().writePcapng(file);
                });
        assertEquals(List.of(), tshark(file, WRONG, "frame.number", "_ws.col.Info"));
        assertEquals(4, tshark(file, "udp and not icmp and not icmpv6", "frame.number").size());
        assertEquals(
                List.of("server\t3\t\t0.000100000", "server\t\t4\t1.000100000"),
                tshark(
                        file,
                        "(icmp or icmpv6) and frame.interface_name == server",
                        "frame.interface_name",
                        "icmp.code",
                        "icmpv6.code",
                        "frame.time_epoch"));
        assertEquals(
                List.of("network\t1\t", "network\t\t3"),
                tshark(
                        file,
                        "(icmp or icmpv6) and frame.interface_name == network",
                        "frame.interface_name",
                        "icmp.code",
                        "icmpv6.code"));
    }

    /// A datagram of an odd length, to nobody; then a second passes.
    private static void tell(Here on, SockAddr from, SockAddr to) {
        try (var socket = Datagram.bind(on.kernel(), from)) {
            socket.send(ByteBuffer.wrap(new byte[] {1, 2, 3}), to);
        } catch (SysException refused) {
            assertTrue(refused.errno() > 0);
        }
        on.sleep(ofSeconds(1));
    }
}
