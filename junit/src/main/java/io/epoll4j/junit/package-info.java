/// [Seeds], on a test method that takes a [io.epoll4j.sim.World].
///
/// The method is run with as many worlds as the annotation says, and is one test: the first seed in
/// which it fails ends it, with a message that tells how to see that again. Seeds that failed are
/// kept in `target/failed-seeds` and come first next time, until they pass. What belongs to a world
/// is made in the method, since all seeds share the test's object.
///
/// The properties of [io.epoll4j.sim.World#forSeeds] hold here too; `epoll4j.kept` names another
/// folder for the seeds. All is run by the thread of the test, one world after the other.
package io.epoll4j.junit;
