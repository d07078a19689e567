package io.epoll4j.sim.zoo;

import io.epoll4j.sim.World;

/// The kinds of bugs in the zoo: each is a program that has it, and differs from a sound one in
/// that alone.
enum Kind {
    READS_ONCE("an edge-triggered loop that reads once", ReadsOnce::live),
    ACCEPTS_ONCE("an edge-triggered listener that accepts once", AcceptsOnce::live),
    READ_IS_MESSAGE("one read taken for one message", ReadIsMessage::live),
    PARTIAL_WRITE("the rest of a short write forgotten", PartialWrite::live),
    REPLY_CUT_OFF("a reply cut off by close", ReplyCutOff::live),
    STALE_DESCRIPTOR("an event for a descriptor whose number is reused", StaleDescriptor::live),
    END_TAKEN_FOR_ALL("FIN taken for \"all was sent\"", EndTakenForAll::live),
    NO_TIMEOUT("no time-out at all", NoTimeout::live),
    RETRY_DUPLICATES("a retry that does it twice", RetryDuplicates::live),
    DESCRIPTORS_SPIN("EMFILE, and the loop spins", DescriptorsSpin::live),
    INTERRUPT_TAKEN_FOR_END("EINTR taken for the end", InterruptTakenForEnd::live),
    BOTH_SPEAK_FIRST("two ends that both speak first", BothSpeakFirst::live),
    TRUSTS_WALL_CLOCK("a heartbeat measured by the wall clock", TrustsWallClock::live),
    LEADS_ON("a leader that leads on behind a partition", LeadsOn::live);

    /// What is wrong, in a few words.
    final String bug;

    private final Habitat habitat;

    @FunctionalInterface
    private interface Habitat {
        void live(World world, boolean sound) throws Exception;
    }

    Kind(String bug, Habitat habitat) {
        this.bug = bug;
        this.habitat = habitat;
    }

    World.Body broken() {
        return world -> habitat.live(world, false);
    }

    World.Body sound() {
        return world -> habitat.live(world, true);
    }
}
