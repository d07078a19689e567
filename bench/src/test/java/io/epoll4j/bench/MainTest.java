package io.epoll4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// What a command line that says something else is answered with: one clear line, status 2, and
/// nothing is measured.
class MainTest {
    private final StringWriter said = new StringWriter();

    private int run(String... arguments) {
        var command = Main.commandLine();
        command.setErr(new PrintWriter(said, true));
        command.setOut(new PrintWriter(said, true));
        return command.execute(arguments);
    }

    private void refused(String why, String... arguments) {
        assertEquals(2, run(arguments));
        assertEquals(1, said.toString().lines().count(), said::toString);
        assertTrue(said.toString().startsWith("epoll4j bench: "), said::toString);
        assertTrue(said.toString().contains(why), said::toString);
    }

    @Test
    void aServerThatIsNotThere() {
        refused("no server is called nginx", "--only", "c,nginx");
    }

    @Test
    void aSectionThatIsNotThere() {
        refused("SPEED", "--section", "SPEED");
    }

    @Test
    void anOptionThatIsNotThere() {
        refused("--fast", "--fast");
    }

    @Test
    void noTime() {
        refused("--minutes 0: give 1 or more", "--minutes", "0");
    }

    @Test
    void noNumber() {
        refused("'soon' is not a whole number", "--minutes", "soon");
    }

    /// It shows that file, so that asking for help builds nothing.
    @Test
    void theLauncherSaysTheSame() throws IOException {
        assertEquals(0, run("--help"));
        assertEquals(Files.readString(Path.of("help.txt")), said.toString());
    }

    @Test
    void helpNamesEveryOption() {
        assertEquals(0, run("--help"));
        for (String option :
                new String[] {"--quick", "--minutes", "--only", "--section", "--out"}) {
            assertTrue(said.toString().contains(option), option);
        }
    }
}
