package io.epoll4j.tools;

import io.epoll4j.sys.SockAddr;
import java.net.InetAddress;
import java.net.UnknownHostException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/// Where a server listens, as said on the command line, and whether it tells what it does.
final class Where {
    @Parameters(
            arity = "0..1",
            paramLabel = "PORT",
            defaultValue = "8000",
            converter = Port.class,
            description = "the TCP port; 0 picks a free one (default: ${DEFAULT-VALUE})")
    int port = 8000;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            converter = Host.class,
            description =
                    "the address to listen on; 0.0.0.0 and :: are all there are (default:"
                            + " ${DEFAULT-VALUE})")
    String host = "127.0.0.1";

    @Option(names = "--quiet", description = "print nothing per connection")
    boolean quiet;

    /// The address to listen on.
    ///
    /// @throws UnknownHostException if nobody knows the host
    SockAddr address() throws UnknownHostException {
        return SockAddr.of(InetAddress.getByName(host), port);
    }

    private static final class Host implements ITypeConverter<String> {
        @Override
        public String convert(String word) {
            if (!word.isBlank()) return word;
            throw new TypeConversionException("a host is a name or an address, and this is empty");
        }
    }

    private static final class Port implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String word) {
            if (word.matches("\\d{1,5}")) {
                int port = Integer.parseInt(word);
                if (port <= 65535) return port;
            }
            throw new TypeConversionException(
                    "a port is a number from 0 to 65535, and '" + word + "' is not");
        }
    }
}
