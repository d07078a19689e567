package io.epoll4j.sys;

/// A kernel's refusal of a call: names the call, its arguments, the error number, what it means
/// and, where one is known, the cure:
///
/// ```
/// epoll_ctl(ADD, fd 7): EPERM: regular files are always ready and cannot be watched
/// ```
///
/// A call that would have to wait is no failure and never ends in this exception.
public final class SysException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String call;
    private final String arguments;
    private final int errno;

    /// @param call the name of the system call, as its man page has it
    /// @param arguments what it was called with, in words
    /// @param errno the error number; the sign does not matter, so a call's answer will do
    public SysException(String call, String arguments, int errno) {
        super(
                "%s(%s): %s: %s"
                        .formatted(
                                call,
                                arguments,
                                Errno.name(errno),
                                Cures.of(call, arguments, errno)));
        this.call = call;
        this.arguments = arguments;
        this.errno = Math.abs(errno);
    }

    /// Answers `answer`, the answer of a call, unless it is a failure.
    ///
    /// @throws SysException if `answer` is negative
    public static int check(int answer, String call, String arguments) {
        if (answer < 0) throw new SysException(call, arguments, answer);
        return answer;
    }

    /// The name of the system call, such as `epoll_ctl`.
    public String call() {
        return call;
    }

    /// What the call was made with, in words.
    public String arguments() {
        return arguments;
    }

    /// The positive error number, one of [Errno].
    public int errno() {
        return errno;
    }

    /// Whether this is the error number of this failure.
    public boolean is(int errno) {
        return this.errno == errno;
    }
}
