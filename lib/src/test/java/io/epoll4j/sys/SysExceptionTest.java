package io.epoll4j.sys;

import static io.epoll4j.sys.Errno.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SysExceptionTest {
    @Test
    void namesCallArgumentsErrorAndCure() {
        var refusal = new SysException("epoll_ctl", "ADD, fd 7", -EPERM);
        assertEquals("epoll_ctl", refusal.call());
        assertEquals("ADD, fd 7", refusal.arguments());
        assertEquals(EPERM, refusal.errno());
        assertTrue(refusal.is(EPERM));
        assertTrue(
                refusal.getMessage()
                        .startsWith(
                                "epoll_ctl(ADD, fd 7): EPERM: regular files are always ready and"
                                        + " cannot be watched"),
                refusal.getMessage());
    }

    /// Every error of the manual pages of epoll has a cure of its own, not just its meaning.
    @ParameterizedTest
    @CsvSource({
        "epoll_create1, EINVAL, EPOLL_CLOEXEC",
        "epoll_create1, EMFILE, ulimit -n",
        "epoll_create1, ENFILE, fs.file-max",
        "epoll_create1, ENOMEM, free some",
        "epoll_ctl, EBADF, before you close",
        "epoll_ctl, EEXIST, modify it instead",
        "epoll_ctl, EINVAL, EPOLLEXCLUSIVE",
        "epoll_ctl, ELOOP, flatten",
        "epoll_ctl, ENOENT, add it first",
        "epoll_ctl, ENOMEM, free some",
        "epoll_ctl, ENOSPC, max_user_watches",
        "epoll_ctl, EPERM, regular files",
        "epoll_wait, EBADF, before you close",
        "epoll_wait, EFAULT, ask for fewer",
        "epoll_wait, EINTR, wait again",
        "epoll_wait, EINVAL, give 1 or more"
    })
    void knowsACure(String call, String errno, String cure) throws ReflectiveOperationException {
        int number = Errno.class.getField(errno).getInt(null);
        String message = new SysException(call, "", number).getMessage();
        assertTrue(message.contains(errno + ": ") && message.contains(cure), message);
        assertTrue(!message.contains("\n") && message.length() < 200, message);
    }

    @Test
    void fallsBackToTheMeaning() {
        assertTrue(
                new SysException("splice", "", EXDEV).getMessage().endsWith("cross-device link"));
        assertTrue(new SysException("x", "", 4711).getMessage().contains("errno 4711"));
    }

    @Test
    void checksAnswers() {
        assertEquals(5, SysException.check(5, "read", ""));
        assertThrows(SysException.class, () -> SysException.check(-EIO, "read", ""));
    }

    @Test
    void numbersHaveNames() throws ReflectiveOperationException {
        for (var field : Errno.class.getFields()) {
            int number = field.getInt(null);
            boolean alias =
                    field.getName().equals("EWOULDBLOCK") || field.getName().equals("ENOTSUP");
            if (!alias) assertEquals(field.getName(), Errno.name(-number));
        }
        assertEquals("resource temporarily unavailable", Errno.meaning(EAGAIN));
    }
}
