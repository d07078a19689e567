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
                """,
                """
                socket $0 INET DGRAM 0
                getsockopt $0 TCP_NODELAY
                connect $0 $0
                getpeername $0
                sendto $0 $0 0 0 0
                read $0 1
                """,
                """
                socket $0 INET DGRAM 0
                connect $0 $1
                sendto $0 $0 0 0 0
                """,
                """
                socket $0 INET STREAM 0
                bind $0 UNSPEC 0
                """,
                """
                socket $0 INET6 DGRAM 0
                sendmmsg $0 1 0 0 OOB
                connect $0 $0
                sendmmsg $0 1 0 0 0
                """,
                """
                socket $0 INET STREAM 0
                socket $1 INET6 DGRAM 0
                sendto $1 $0 0 0 OOB
                listen $0 0
                sendto $1 $0 0 0 0
                connect $1 $0
                """,
                """
                socket $0 INET6 STREAM 0
                bind $0 INET6 0
                getsockopt $0 IPV6_V6ONLY
                """,
                """
                epoll_create1 $0 0
                socket $1 INET DGRAM 0
                epoll_ctl $0 ADD $1 0 0
                send $1 0 0 0
                connect $1 $1
                socket $2 INET STREAM 0
                socket $3 INET STREAM 0
                connect $3 $2
                sendto $1 $3 0 0 0
                epoll_wait $0 1 0
                """,
                """
                epoll_create1 $0 0
                socket $1 INET STREAM 0
                listen $1 0
                socket $2 INET STREAM 0
                epoll_ctl $0 ADD $2 0 0
                connect $2 $1
                accept4 $3 $1 0
                epoll_ctl $0 ADD $3 0 1
                shutdown $3 WR
                epoll_wait $0 1 0
                shutdown $2 WR
                epoll_wait $0 1 0
                """,
                """
                epoll_create1 $0 0
                socket $1 INET STREAM 0
                listen $1 0
                socket $2 INET STREAM 0
                epoll_ctl $0 ADD $2 0 0
                connect $2 $1
                accept4 $3 $1 0
                epoll_ctl $0 ADD $3 ET 1
                shutdown $3 RDWR
                epoll_wait $0 1 0
                send $2 1 0 0
                epoll_wait $0 1 0
                """,
                """
                socket $0 INET STREAM 0
                setsockopt $0 SO_RCVLOWAT 67228
                getsockopt $0 SO_RCVBUF
                """,
                """
                socketpair $0 $1 UNIX STREAM 0
                send $0 1 0 OOB
                recvmsg $2 $3 $1 0 0 OOB
                """,
                """
                socket $0 UNIX STREAM|0x4 0
                sendmsg $0 0 0 $1 $1 0
                """,
                """
                socket $0 INET6 STREAM 0
                listen $0 0
                socket $1 INET6 STREAM 0
                connect $1 $0
                accept4 $2 $0 0
                setsockopt $2 IPV6_V6ONLY 0
                """,
                """
                socket $0 INET6 DGRAM 0
                connect $0 $0
                epoll_create1 $1 0
                connect_to $0 INET 0
                sendmmsg $0 1 0 0 0
                epoll_ctl $1 ADD $0 0 0
                epoll_wait $1 1 0
                """,
                """
                socket $0 INET6 DGRAM 0
                connect_to $0 INET 0
                connect_to $0 INET6 0
                getpeername $0
                socket $1 INET6 DGRAM 0
                bind $1 INET6 0
                sendto $0 $1 8 0 0
                """,
                """
                socket $0 INET DGRAM 0
                bind $0 INET 0
                socket $1 INET6 DGRAM 0
                connect $1 $1
                connect $1 $0
                send $1 8 0 0
                recvfrom $0 8 0
                """,
                """
                socket $0 INET6 STREAM 0
                bind $0 INET6 1
                connect_to $0 INET6 2
                """,
                """
                socket $0 INET STREAM 0
                listen $0 0
                socket $1 INET STREAM 0
                connect $1 $0
                so_linger $1 1 0
                close $1
                accept4 $2 $0 0
                """,
                """
                socket $0 INET6 STREAM 0
                socket $1 INET6 DGRAM 0
                connect_to $1 INET 0
                sendto $1 $0 0 0 OOB
                """,
                """
                socketpair $0 $1 UNIX STREAM 0
                send $0 1 0 OOB
                recv $1 0 0
                ioctl $1 FIONREAD
                """,
                """
                timerfd_create $0 REALTIME 0
                timerfd_settime $0 ABSTIME AGO EVERY
                read $0 8
                timerfd_gettime $0
                """,
                """
                socketpair $0 $1 UNIX STREAM 0
                pipe2 $2 $3 0
                sendmsg $0 8 0 $1 $2 0
                close $2
                close $1
                close $0
                poll 1 $3 OUT $3 OUT
                write $3 8 0
                """,
                """
                socketpair $0 $1 UNIX STREAM 0
                pipe2 $2 $3 0
                sendmsg $0 8 0 $2 -1 0
                recvmsg $4 $5 $1 8 2 0
                recvmsg $6 $7 $1 8 2 0
                """,
                """
                socketpair $0 $1 UNIX DGRAM 0
                send $0 8 0 0
                sendmmsg $0 5 8 0 0
                recvmmsg $1 5 8 0
                recvmmsg_for $1 4 8 0 1
                """,
                """
                socket $0 INET DGRAM 0
                bind $0 INET 0
                socket $1 INET DGRAM 0
                sendto $1 $0 8 0 0
                recv $0 8 ERRQUEUE
                ioctl $0 FIONREAD
                pread $0 8 0
                lseek $0 0 9
                select $0 7 $1 7
                """
            })
    void bothKernelsAnswerAlike(String program) {
        Programs.assertSame(program);
    }
}
