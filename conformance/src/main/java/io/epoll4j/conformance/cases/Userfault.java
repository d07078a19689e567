package io.epoll4j.conformance.cases;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.epoll4j.conformance.Mismatch;
import io.epoll4j.conformance.Skip;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A page that the kernel cannot write to until it is let: whoever copies out to it sleeps,
/// whatever it holds ([userfaultfd(2)](https://man7.org/linux/man-pages/man2/userfaultfd.2.html)).
/// So a transfer of events can be stopped in the middle.
final class Userfault implements AutoCloseable {
    private static final long PAGE = 4096;
    private static final long API = 0xc018aa3fL;
    private static final long REGISTER = 0xc020aa00L;
    private static final long ZEROPAGE = 0xc020aa04L;

    private final Lab lab;
    private final int fd;
    private final long page;
    private boolean open;

    Userfault(Lab lab) {
        this.lab = lab;
        long made = Raw.call(323, 282, 0x80800, 0, 0, 0, 0, 0); // O_CLOEXEC | O_NONBLOCK
        if (made < 0) throw new Skip("userfaultfd is not allowed here: " + Names.answer(made));
        fd = (int) made;
        // PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS
        page = Raw.call(9, 222, 0, PAGE, 3, 0x22, -1, 0);
        ioctl("UFFDIO_API", API, 0xaa, 0, 0, 0);
        ioctl("UFFDIO_REGISTER", REGISTER, page, PAGE, 1, 0); // UFFDIO_REGISTER_MODE_MISSING
    }

    private void ioctl(String what, long request, long a, long b, long c, long d) {
        try (var arena = Arena.ofConfined()) {
            var argument = arena.allocateFrom(JAVA_LONG, a, b, c, d);
            int answer = lab.linux().ioctl(fd, request, argument);
            if (answer < 0) throw new Skip(what + ": " + Names.answer(answer));
        }
    }

    /// The page, to be handed to the kernel as a buffer. Not to be read before [#letGo].
    MemorySegment memory() {
        return Raw.at(page, PAGE);
    }

    /// Waits until somebody is stopped.
    void untilStopped() {
        if (lab.poll(fd, Lab.IN, Lab.LONG) != Lab.IN)
            throw new Mismatch("transfer", "stopped", "not");
    }

    /// Lets them go on.
    void letGo() {
        if (open) return;
        open = true;
        ioctl("UFFDIO_ZEROPAGE", ZEROPAGE, page, PAGE, 0, 0);
    }

    @Override
    public void close() {
        lab.k.close(fd);
        Raw.call(11, 215, page, PAGE, 0, 0, 0, 0);
    }
}
