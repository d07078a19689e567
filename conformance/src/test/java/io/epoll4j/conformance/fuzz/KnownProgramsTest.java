package io.epoll4j.conformance.fuzz;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Programs that two kernels once answered differently, as short as the fuzzer made them.
class KnownProgramsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                """
                timerfd_create $0 REALTIME 0
                timerfd_settime $0 ABSTIME SOON 0
                """,
                """
                eventfd $0 0 0
                writev $0 7 1 0
                """,
                """
                eventfd $0 0 0
                writev $0 0 8 0
                """,
                """
                pipe2 $0 $1 0
                fcntl_setpipe_sz $0 1074244
                fcntl_setpipe_sz $0 -2147483648
                """,
                """
                epoll_create1 $0 0
                timerfd_create $1 REALTIME 0
                timerfd_settime $1 0 SOON HUGE
                epoll_ctl $0 ADD $1 IN 0
                read $1 8
                epoll_wait $0 1 0
                """,
                """
                socket $0 INET 0 0
                socketpair $0 $1 INET 0 0
                """
            })
    void bothKernelsAnswerAlike(String program) {
        Programs.assertSame(program);
    }
}
