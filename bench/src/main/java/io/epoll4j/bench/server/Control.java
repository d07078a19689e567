package io.epoll4j.bench.server;

import java.io.IOException;
import java.lang.management.ManagementFactory;

/// What the bench asks a running server, one line at a time on its standard input: `allocated`, the
/// bytes allocated on the heap so far by all threads but this one, or `live`, the bytes of heap in
/// use after a collection, or `compiling`, the milliseconds its compilers have worked. The end of
/// the input ends the server.
final class Control {
    private Control() {}

    static void run() throws IOException {
        int first = 0;
        for (int next = System.in.read(); next >= 0; next = System.in.read()) {
            if (next == '\n') {
                // The rest of the word says nothing that its first letter did not.
                System.out.println(
                        switch (first) {
                            case 'l' -> live();
                            case 'c' -> compiling();
                            default -> allocated();
                        });
                first = 0;
            } else if (first == 0) {
                first = next;
            }
        }
        // Not System.exit: nobody waits for a server's last words.
        Runtime.getRuntime().halt(0);
    }

    private static long allocated() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getTotalThreadAllocatedBytes() - threads.getCurrentThreadAllocatedBytes();
    }

    private static long compiling() {
        return ManagementFactory.getCompilationMXBean().getTotalCompilationTime();
    }

    private static long live() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
