//! Blocks of a file handed to every core, results taken back in the order of the file.

use std::collections::HashMap;
use std::io::Read;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;

use crate::input::block::{Block, BlockReader};
use crate::input::{InputError, Table};

/// Runs `work` over every block of a table on `threads` cores and `commit` on the results, one
/// after the other, in the order of the blocks.
///
/// # Errors
/// The first error of the reader or of `commit`, in the order of the blocks.
pub fn for_each<R: Send, E: Send>(
    table: &Table,
    threads: usize,
    work: &(dyn Fn(&Block) -> R + Sync),
    commit: &mut (dyn FnMut(R, usize) -> Result<(), E> + Send),
    input_error: fn(InputError) -> E,
) -> Result<(), E> {
    let reader = table.blocks().map_err(input_error)?;
    let Some(pool) = pool(threads) else { return alone(table, reader, work, commit, input_error) };
    let queue = Queue {
        reader: Mutex::new((reader, 0u64)),
        done: Mutex::new(Done { ready: HashMap::new(), next: 0, busy: false, broken: false, error: None }),
        commit: Mutex::new(commit),
        room: Condvar::new(),
        most: 2 * threads,
        stopped: AtomicBool::new(false),
    };
    let worker = || {
        let _leave = Leave(&queue);
        let mut block = Block::default();
        loop {
            let ticket = {
                let mut reader = lock(&queue.reader);
                if queue.stopped.load(Ordering::Relaxed) {
                    return;
                }
                let (blocks, next) = &mut *reader;
                let ticket = *next;
                *next += 1;
                match blocks.next(&mut block) {
                    Ok(true) => ticket,
                    Ok(false) => {
                        queue.stopped.store(true, Ordering::Relaxed);
                        return;
                    }
                    Err(e) => {
                        queue.stopped.store(true, Ordering::Relaxed);
                        drop(reader);
                        queue.put(ticket, Err(input_error(InputError::io(table.name(), "read the file", &e))));
                        return;
                    }
                }
            };
            let result = work(&block);
            queue.put(ticket, Ok((result, block.bytes().len())));
        }
    };
    // one task per thread: they wait for one another, so none may be queued behind another
    pool.broadcast(|_| worker());
    let state = queue.done.into_inner().unwrap_or_else(PoisonError::into_inner);
    state.error.map_or(Ok(()), Err)
}

/// So many threads, where there are to be several.
fn pool(threads: usize) -> Option<rayon::ThreadPool> {
    if threads <= 1 {
        return None;
    }
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().ok()
}

/// Sorts on so many threads.
pub fn sort<T: Ord + Send>(threads: usize, items: &mut [T]) {
    match pool(threads) {
        Some(pool) => pool.install(|| items.par_sort_unstable()),
        None => items.sort_unstable(),
    }
}

/// What `work` makes of some items at a time, on so many threads, in their order.
///
/// # Errors
/// The first error of `work`, in the order of the items.
pub fn spread<T: Sync, R: Send, E: Send>(
    threads: usize,
    items: &[T],
    work: &(dyn Fn(&[T]) -> Result<R, E> + Sync),
) -> Result<Vec<R>, E> {
    const AT_ONCE: usize = 256;
    match pool(threads) {
        // a parallel collect would give any of the errors
        Some(pool) => pool.install(|| items.par_chunks(AT_ONCE).map(work).collect::<Vec<_>>()).into_iter().collect(),
        None => items.chunks(AT_ONCE).map(work).collect(),
    }
}

fn alone<R, E>(
    table: &Table,
    mut reader: BlockReader<impl Read>,
    work: &(dyn Fn(&Block) -> R + Sync),
    commit: &mut (dyn FnMut(R, usize) -> Result<(), E> + Send),
    input_error: fn(InputError) -> E,
) -> Result<(), E> {
    let mut block = Block::default();
    while reader.next(&mut block).map_err(|e| input_error(InputError::io(table.name(), "read the file", &e)))? {
        let result = work(&block);
        commit(result, block.bytes().len())?;
    }
    Ok(())
}

type CommitOne<'c, R, E> = dyn FnMut(R, usize) -> Result<(), E> + Send + 'c;

/// Results that wait for their turn.
struct Done<R, E> {
    ready: HashMap<u64, Result<(R, usize), E>>,
    /// The ticket whose turn it is.
    next: u64,
    /// Somebody commits.
    busy: bool,
    /// Somebody panicked.
    broken: bool,
    error: Option<E>,
}

struct Queue<'c, B, R, E> {
    reader: Mutex<(B, u64)>,
    done: Mutex<Done<R, E>>,
    commit: Mutex<&'c mut CommitOne<'c, R, E>>,
    room: Condvar,
    /// Results that may wait before nobody begins another block.
    most: usize,
    stopped: AtomicBool,
}

impl<B, R, E> Queue<'_, B, R, E> {
    /// Leaves a result, commits those whose turn it is unless somebody else is about it, and waits
    /// while too many are left: then somebody still works on the one whose turn it is.
    fn put(&self, ticket: u64, result: Result<(R, usize), E>) {
        let mut done = lock(&self.done);
        done.ready.insert(ticket, result);
        if !done.busy {
            done.busy = true;
            while let Some(result) = done.take_next() {
                let failed = done.error.is_some();
                drop(done);
                let outcome = match result {
                    Ok((result, bytes)) if !failed => (lock(&self.commit))(result, bytes),
                    Ok(_) => Ok(()),
                    Err(e) => Err(e),
                };
                done = lock(&self.done);
                if let Err(e) = outcome {
                    done.error.get_or_insert(e);
                    self.stopped.store(true, Ordering::Relaxed);
                }
            }
            done.busy = false;
            self.room.notify_all();
        }
        let is_full = |done: &mut Done<R, E>| done.ready.len() >= self.most && !done.broken;
        drop(self.room.wait_while(done, is_full));
    }
}

impl<R, E> Done<R, E> {
    fn take_next(&mut self) -> Option<Result<(R, usize), E>> {
        let result = self.ready.remove(&self.next)?;
        self.next += 1;
        Some(result)
    }
}

/// Lets the others go on when a worker panics, whose result they would wait for; the panic is
/// reported when the pool is joined.
struct Leave<'q, 'c, B, R, E>(&'q Queue<'c, B, R, E>);

impl<B, R, E> Drop for Leave<'_, '_, B, R, E> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.stopped.store(true, Ordering::Relaxed);
            lock(&self.0.done).broken = true;
            self.0.room.notify_all();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
