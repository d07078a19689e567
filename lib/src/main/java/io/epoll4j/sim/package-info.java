/// A world in a test: machines, each with a kernel of its own, a network between them, one clock,
/// and faults by rule, all drawn from one seed. Start with [World].
///
/// # Who runs
///
/// A program is a thread, and there is one baton. Only its holder runs: a program that would sleep
/// in a call hands it to the director, who moves the clock to whatever is due next, lets it happen,
/// and hands the baton on. So nothing here depends on the scheduler of the JVM, no lock of a kernel
/// is ever contended, and two runs with the same seed are the same to the last step.
package io.epoll4j.sim;
