package io.epoll4j.junit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The seeds with which a test has failed, in a file of its own, one in each line. For one thread.
final class KeptSeeds {
    private static final String FOLDER = "target/failed-seeds";

    /// Null if nothing is to be kept.
    private final @Nullable Path file;

    private KeptSeeds(@Nullable Path file) {
        this.file = file;
    }

    /// Those of a test method: of others with its name only if they take the same parameters.
    static KeptSeeds of(Method method) {
        String folder = System.getProperty("epoll4j.kept", FOLDER);
        if (folder.isEmpty()) return new KeptSeeds(null);
        String parameters =
                Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(","));
        String name =
                "%s.%s(%s)"
                        .formatted(
                                method.getDeclaringClass().getName(), method.getName(), parameters);
        return new KeptSeeds(Path.of(folder, name));
    }

    /// The smallest first.
    Collection<Long> seeds() {
        if (file == null || !Files.exists(file)) return List.of();
        var seeds = new TreeSet<Long>();
        try {
            for (String line : Files.readAllLines(file)) seeds.add(Long.valueOf(line.strip()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NumberFormatException e) {
            throw new IllegalStateException(
                    file + " is to have one seed in each line: mend or delete it", e);
        }
        return seeds;
    }

    void add(long seed) {
        var seeds = new TreeSet<>(seeds());
        if (seeds.add(seed)) write(seeds);
    }

    void remove(long seed) {
        var seeds = new TreeSet<>(seeds());
        if (seeds.remove(seed)) write(seeds);
    }

    private void write(Collection<Long> seeds) {
        if (file == null) return;
        try {
            if (seeds.isEmpty()) {
                Files.delete(file);
                return;
            }
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, seeds.stream().map(String::valueOf).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
