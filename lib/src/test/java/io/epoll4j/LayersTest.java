package io.epoll4j;

import static java.lang.constant.ConstantDescs.CD_void;
import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The arrows between the packages of this module point down only. A module cannot police its own
/// packages, so the class files are asked whom they know.
class LayersTest {
    /// For each package, the packages below it that it may use. `loop` and `jvm` never meet: that
    /// keeps the loop free of the kernel it runs on. The root package is the empty name.
    private static final Map<String, Set<String>> BELOW =
            Map.of(
                    "thread", Set.of(),
                    "sys", Set.of("thread"),
                    "", Set.of("sys", "thread"),
                    "jvm", Set.of("sys"),
                    "loop", Set.of("", "sys"),
                    "sim", Set.of("loop", "jvm", "", "sys"));

    /// A class of this module wherever a class file spells it: in a name, a descriptor, a
    /// signature.
    private static final Pattern OURS = Pattern.compile("io/epoll4j/((?:[a-z]\\w*/)*)[A-Z]");

    @Test
    void everyArrowPointsDown() throws IOException {
        var wrong = new TreeSet<String>();
        try (var files = Files.walk(mainClasses())) {
            var classes =
                    files.filter(file -> file.toString().endsWith(".class"))
                            .filter(file -> !file.endsWith("module-info.class"))
                            .toList();
            assertFalse(classes.isEmpty(), "this test looked in the wrong place");
            for (var file : classes) wrong.addAll(wrongArrows(Files.readAllBytes(file)));
        }
        assertEquals(Set.of(), wrong);
    }

    @ParameterizedTest
    @CsvSource({
        "jvm, loop, io.epoll4j.jvm.MadeUp -> io.epoll4j.loop",
        "loop, jvm, io.epoll4j.loop.MadeUp -> io.epoll4j.jvm",
        "sys, '', io.epoll4j.sys.MadeUp -> io.epoll4j",
        "'', loop, io.epoll4j.MadeUp -> io.epoll4j.loop",
        "loop, sim, io.epoll4j.loop.MadeUp -> io.epoll4j.sim",
        "attic, attic, io.epoll4j.attic.MadeUp -> a package without a place in this test",
    })
    void anArrowThatPointsUpOrAsideIsSeen(String from, String to, String message) {
        assertEquals(Set.of(message), wrongArrows(madeUp(from, to)));
    }

    @ParameterizedTest
    @CsvSource({
        "loop, ''",
        "loop, sys",
        "jvm, sys",
        "sim, jvm",
        "sim, loop",
        "'', sys",
        "sys, sys"
    })
    void anArrowThatPointsDownIsNot(String from, String to) {
        assertEquals(Set.of(), wrongArrows(madeUp(from, to)));
    }

    /// Where the module's own classes are. Its tests, which patch it, may look wherever they like.
    private static Path mainClasses() {
        var module = LayersTest.class.getModule();
        assertTrue(module.isNamed(), "run this test on the module path");
        var found = module.getLayer().configuration().findModule(module.getName());
        return Path.of(found.orElseThrow().reference().location().orElseThrow());
    }

    private static Set<String> wrongArrows(byte[] classFile) {
        var model = ClassFile.of().parse(classFile);
        var name = model.thisClass().asInternalName();
        var home = packageOf(name);
        var below = BELOW.get(home);
        var from = name.replace('/', '.') + " -> ";
        if (below == null) return Set.of(from + "a package without a place in this test");
        var spelled =
                StreamSupport.stream(model.constantPool().spliterator(), false)
                        .filter(Utf8Entry.class::isInstance)
                        .map(entry -> ((Utf8Entry) entry).stringValue())
                        .collect(joining(" "));
        var wrong = new TreeSet<String>();
        OURS.matcher(spelled)
                .results()
                .map(match -> inside(match.group(1)))
                .forEach(other -> {
                    if (!other.equals(home) && !below.contains(other))
                        wrong.add(from + fullName(other));
                });
        return wrong;
    }

    private static String packageOf(String internalName) {
        return inside(
                internalName.substring("io/epoll4j/".length(), internalName.lastIndexOf('/') + 1));
    }

    private static String inside(String folder) {
        if (folder.startsWith("jvm/")) return "jvm"; // its rooms are not in order yet
        return folder.isEmpty() ? "" : folder.substring(0, folder.length() - 1).replace('/', '.');
    }

    private static String fullName(String inside) {
        return inside.isEmpty() ? "io.epoll4j" : "io.epoll4j." + inside;
    }

    /// A class in package `from` that names one of package `to` in nothing but a method's
    /// signature.
    private static byte[] madeUp(String from, String to) {
        var other = ClassDesc.of(fullName(to), "Other");
        return ClassFile.of()
                .build(
                        ClassDesc.of(fullName(from), "MadeUp"),
                        builder ->
                                builder.withMethod(
                                        "use",
                                        MethodTypeDesc.of(CD_void, other),
                                        ClassFile.ACC_ABSTRACT,
                                        method -> {}));
    }
}
