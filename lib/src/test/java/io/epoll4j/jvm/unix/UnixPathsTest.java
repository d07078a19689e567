package io.epoll4j.jvm.unix;

import static io.epoll4j.sys.SocketFlags.AF_UNIX;
import static io.epoll4j.sys.SocketFlags.SOCK_STREAM;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.epoll4j.jvm.JvmKernel;
import io.epoll4j.jvm.Machine;
import io.epoll4j.sys.SockAddr;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The folders that the kernel knows, and how a program makes more. What each call answers was
/// asked of Linux; what sockets see of it is in the conformance cases.
class UnixPathsTest {
    private final JvmKernel kernel = new JvmKernel();
    private final Machine at = new Machine("jvm", kernel);

    @AfterEach
    void close() {
        at.close();
    }

    private String bind(String path) {
        int answer = kernel.bind(at.socket(AF_UNIX, SOCK_STREAM), SockAddr.ofUnix(path));
        return answer == 0 ? "" : Machine.say(answer);
    }

    private static String say(int answer) {
        return answer == 0 ? "" : Machine.say(answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/s", "s", "/tmp/s", "/run/s", "/var/run/s", "/var/tmp/s", "./tmp/s"})
    void theFirstFoldersAreThere(String path) {
        assertEquals("", bind(path));
        assertEquals("EADDRINUSE", bind(path));
    }

    @Test
    void aRelativePathBeginsAtTheRoot() {
        assertEquals("", bind("s"));
        assertEquals("EADDRINUSE", bind("/s"));
        assertEquals("EADDRINUSE", bind("/tmp/../s"));
    }

    @ParameterizedTest
    @CsvSource({
        "/tmp, EEXIST",
        "/tmp/no/x, ENOENT",
        "/tmp/sock, EEXIST",
        "/tmp/sock/x, ENOTDIR",
        "/tmp/sock/, EEXIST",
        "/tmp/., EEXIST",
        "/, EEXIST",
        "'', ENOENT"
    })
    void foldersThatCannotBeMade(String path, String answer) {
        assertEquals("", bind("/tmp/sock"));
        assertEquals(answer, Machine.say(kernel.mkdir(path)));
    }

    @Test
    void aFolderIsMadeBeforeWhatIsInIt() {
        assertEquals("ENOENT", bind("/srv/app/s"));
        assertEquals("ENOENT", Machine.say(kernel.mkdir("/srv/app")));
        assertEquals("", say(kernel.mkdir("/srv/")));
        assertEquals("", say(kernel.mkdir("/srv/app")));
        assertEquals("", bind("/srv/app/s"));
        assertEquals("EEXIST", Machine.say(kernel.mkdir("/srv//app")));
    }

    @ParameterizedTest
    @CsvSource({
        "/tmp, EISDIR",
        "/tmp/., EISDIR",
        "/, EISDIR",
        "/tmp/no, ENOENT",
        "/tmp/no/x, ENOENT",
        "/tmp/sock/x, ENOTDIR",
        "/tmp/sock/, ENOTDIR",
        "'', ENOENT"
    })
    void pathsThatCannotBeUnlinked(String path, String answer) {
        assertEquals("", bind("/tmp/sock"));
        assertEquals(answer, Machine.say(kernel.unlink(path)));
    }

    @Test
    void whatWasUnlinkedCanBeBoundAgain() {
        assertEquals("", bind("/tmp/sock"));
        assertEquals("", say(kernel.unlink("tmp/./sock")));
        assertEquals("", bind("/tmp/sock"));
    }
}
